import type { SizedStream } from './objects.ts'

/** The bytes as they come. @throws if they are not as many as was said. */
export async function* exactly({ stream, bytes }: SizedStream): AsyncGenerator<Buffer> {
  let seen = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    seen += chunk.length
    if (seen > bytes) break
    yield chunk
  }
  if (seen !== bytes) throw new Error(`An object was to have ${bytes} bytes, and has ${seen > bytes ? 'more' : seen}`)
}

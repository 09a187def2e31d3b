import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'

export const BODY_BYTES_MAX = 102_400

/** The body's text; or what is wrong with it, as an HTTP status. */
export type Body = { readonly text: string } | { readonly status: 400 | 413; readonly message: string }

const tooLarge = { status: 413, message: `A body has at most ${BODY_BYTES_MAX} bytes.` } as const
const notUtf8 = { status: 400, message: 'The body is not valid UTF-8.' } as const
const cutShort = { status: 400, message: 'The body ended early.' } as const

/** Reads a body of at most 100 KB. What is longer is not kept, and not waited for. */
export function readBody(request: IncomingMessage): Promise<Body> {
  if (Number(request.headers['content-length']) > BODY_BYTES_MAX) return Promise.resolve(tooLarge)
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > BODY_BYTES_MAX) resolve(tooLarge)
      else chunks.push(chunk)
    })
    request.once('end', () => {
      const [first] = chunks
      const all = chunks.length === 1 && first ? first : Buffer.concat(chunks)
      resolve(isUtf8(all) ? { text: all.toString('utf8') } : notUtf8)
    })
    request.once('close', () => resolve(cutShort))
  })
}

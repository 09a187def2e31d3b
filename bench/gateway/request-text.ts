import type { IncomingMessage } from 'node:http'

/** The body of a request. Not `text` of node:stream/consumers: that costs as much as everything else of a small request. */
export function requestText(request: IncomingMessage): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let text = ''
  request.setEncoding('utf8')
  request.on('data', (chunk: string) => {
    text += chunk
  })
  request.once('end', () => resolve(text))
  request.once('error', reject)
  return promise
}

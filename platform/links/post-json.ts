import type { Dispatcher, Pool } from 'undici'
import { Mistake } from '../errors.ts'

export interface JsonPost {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Whoever wants the answer has left. */
  readonly signal?: AbortSignal | undefined
  readonly withinMs: number
}

export interface JsonAnswer {
  readonly status: number
  readonly body: string
}

/** A subgraph that sends more than this is not answering the question. */
const ANSWER_BYTES_MAX = 16 * 1_048_576

/**
 * Sends JSON, and reads the answer whole. It is the dispatcher's own interface, without the streams and promises between:
 * a gateway does little else.
 * @throws Mistake TIMEOUT, the reason for which the signal was aborted, or what the connection says
 */
export function postJson(pool: Pool, { path, headers, body, signal, withinMs }: JsonPost): Promise<JsonAnswer> {
  if (signal?.aborted) return Promise.reject(signal.reason)
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined
    let ended: Error | undefined
    let status = 0
    let bytes = 0
    const chunks: Buffer[] = []

    const clean = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', leave)
    }
    const end = (why: Error) => {
      if (ended) return
      ended = why
      clean()
      controller?.abort(why)
      reject(why)
    }
    const leave = () => end(signal?.reason)
    const timer = setTimeout(() => end(new Mistake('TIMEOUT', 'A part of Varal took too long to answer.')), withinMs)
    signal?.addEventListener('abort', leave, { once: true })

    pool.dispatch(
      { method: 'POST', path, headers, body, idempotent: true },
      {
        onRequestStart(started) {
          controller = started
          if (ended) started.abort(ended)
        },
        onResponseStart(_controller, statusCode) {
          status = statusCode
        },
        onResponseData(_controller, chunk) {
          bytes += chunk.length
          if (bytes > ANSWER_BYTES_MAX) end(new Error(`an answer of more than ${ANSWER_BYTES_MAX} bytes`))
          else chunks.push(chunk)
        },
        onResponseEnd() {
          clean()
          const [first] = chunks
          const all = chunks.length === 1 && first ? first : Buffer.concat(chunks)
          resolve({ status, body: all.toString('utf8') })
        },
        onResponseError: (_controller, error) => end(error),
      },
    )
  })
}

import { Mistake } from '../errors.ts'

/** How long the gateway waits for a subgraph's answer. A page of depth three is still there within ten seconds. */
export const DEADLINE_MS = 3_000

/**
 * Waits for `run` until the deadline, or until the client has left, whichever is first; `run` is told by its signal.
 * @throws Mistake TIMEOUT, or the reason for which the client's signal was aborted
 */
export async function withinDeadline<Answer>(
  deadlineMs: number,
  left: AbortSignal | undefined,
  run: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  left?.throwIfAborted()
  const ending = new AbortController()
  const ended = Promise.withResolvers<never>()
  const end = (why: unknown) => {
    ending.abort(why)
    ended.reject(why)
  }
  const leave = () => end(left?.reason)
  const timer = setTimeout(() => end(new Mistake('TIMEOUT', 'A part of Varal took too long to answer.')), deadlineMs)
  left?.addEventListener('abort', leave, { once: true })
  try {
    return await Promise.race([run(ending.signal), ended.promise])
  } finally {
    clearTimeout(timer)
    left?.removeEventListener('abort', leave)
  }
}

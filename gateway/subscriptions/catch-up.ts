import type { CurrentGraph } from './current-graph.ts'
import { isAnswer, openResults, type StreamCall } from './open-results.ts'
import type { Outlet, Watch } from './outlet.ts'
import type { SharedStream } from './shared-stream.ts'

/**
 * Runs a shared stream for one client that is far behind, as fast as it reads, until both are at the same result; from
 * there on it shares. Null if it cannot be opened.
 */
export async function catchUp(
  call: StreamCall,
  outlet: Outlet,
  stream: SharedStream,
  graph: CurrentGraph,
): Promise<Watch | null> {
  const opened = await openResults(call, graph)
  if (isAnswer(opened)) return null
  const results = opened
  let cursor: string | null = null
  let joined: Watch | null = null
  const release = stream.hold()
  const endListening = stream.onResult(join)

  /** From either side: the client has got what the stream has, or the stream what the client has. */
  function join(): void {
    const position = joined || cursor === null ? null : stream.log.behind(cursor)
    if (position === null) return
    joined = stream.join(outlet, position, true)
    void results.return?.()
  }
  async function sendAll(): Promise<void> {
    for await (const result of results) {
      // It has joined at an earlier result, and gets this one there.
      if (joined) break
      const { cursor: reached, type } = result.item
      // After a reset the client asks anew.
      cursor = type === 'StreamReset' ? null : reached
      const hasRoom = outlet.next(result)
      join()
      if (!hasRoom) await outlet.drained()
    }
  }
  const ended = sendAll()
    .finally(() => {
      endListening()
      release()
    })
    .then(() => joined?.ended)
  return {
    ended,
    leave() {
      void results.return?.()
      joined?.leave()
    },
  }
}

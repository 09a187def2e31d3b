import type { Answer } from '../execute/answer.ts'
import type { CurrentGraph } from './current-graph.ts'
import { isAnswer, openResults, type StreamCall, type StreamResults } from './open-results.ts'
import type { Outlet, Watch } from './outlet.ts'

/** Runs a subscription for one client alone, no faster than the client takes what it brings; or says why it cannot. */
export async function watchAlone(call: StreamCall, outlet: Outlet, graph: CurrentGraph): Promise<Watch | Answer> {
  const results = await openResults(call, graph)
  if (isAnswer(results)) return results
  return { ended: sendAll(results, outlet), leave: () => void results.return?.() }
}

async function sendAll(results: StreamResults, outlet: Outlet): Promise<void> {
  for await (const result of results) if (!outlet.next(result)) await outlet.drained()
}

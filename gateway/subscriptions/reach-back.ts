import type { Answer } from '../execute/answer.ts'
import { isAnswer, type StreamResults } from './open-results.ts'
import { RESULTS_MAX, type ResultLog } from './result-log.ts'
import type { StreamResult } from './stream-result.ts'

/** What takes longer is left to the client that wants it. */
const WITHIN_MS = 1_000

/** Makes a log reach back to `cursor`, by what the stream brings from there until it meets the log; if that is not much. */
export async function reachBack(
  log: ResultLog,
  cursor: string,
  open: () => Promise<StreamResults | Answer>,
): Promise<void> {
  const results = await open()
  if (isAnswer(results)) return
  const timer = setTimeout(() => void results.return?.(), WITHIN_MS)
  const found: StreamResult[] = []
  try {
    for await (const result of results) {
      if (result.item.type === 'StreamReset' || found.length === RESULTS_MAX) return
      const before = resultsBefore(log, result)
      found.push(...(before ?? [result]))
      if (before) {
        log.prepend(cursor, found)
        return
      }
    }
  } finally {
    clearTimeout(timer)
  }
}

/** Whether the log begins with this result, or right behind it: then what of it comes before the log. Else null. */
function resultsBefore(log: ResultLog, result: StreamResult): StreamResult[] | null {
  const { cursor, type } = result.item
  const behind = cursor === null ? null : log.behind(cursor)
  if (behind === null) return null
  const first = Array.from({ length: behind - log.first }, (_, index) => log.at(log.first + index).item)
  if (first.some((item) => item.cursor !== cursor)) return null
  // A checkpoint has the cursor of the item before it, which may not be in the log.
  return type === 'StreamCheckpoint' || first.some((item) => item.type !== 'StreamCheckpoint') ? [] : [result]
}

import { setTimeout } from 'node:timers/promises'

const FIRST_WAIT_MS = 25

/**
 * Waits for what is probably on its way, such as a fact of another subgraph: asks at once, and then again after ever longer
 * waits, for `forMs` in all. Returns whether it came.
 */
export async function briefly(hasCome: () => Promise<boolean>, forMs: number): Promise<boolean> {
  let waitedMs = 0
  for (let waitMs = FIRST_WAIT_MS; ; waitMs *= 2) {
    if (await hasCome()) return true
    if (waitedMs >= forMs) return false
    const next = Math.min(waitMs, forMs - waitedMs)
    await setTimeout(next)
    waitedMs += next
  }
}

import { performance } from 'node:perf_hooks'
import type { Cache } from '@varal/platform/cache/cache'
import type { Logger } from '@varal/platform/log'

/** After a failure everybody does without for so long; then one asks, to see whether it is back. */
const AWAY_MS = 1_000

/** The cache, asked only while it answers: nobody waits for one that is known to be away. */
export interface SharedMemory {
  /** Null when the memory is away. */
  ask<Answer>(question: (cache: Cache) => Promise<Answer>): Promise<Answer | null>
}

export function sharedMemory(cache: Cache, log: Logger): SharedMemory {
  let retryMs = Number.NEGATIVE_INFINITY
  let isAway = false
  return {
    async ask(question) {
      const nowMs = performance.now()
      if (isAway) {
        if (nowMs < retryMs) return null
        // Whoever comes first tries; the others go on without.
        retryMs = nowMs + AWAY_MS
      }
      try {
        const answer = await question(cache)
        if (isAway) log.info('budgets are shared again')
        isAway = false
        return answer
      } catch (err) {
        if (!isAway) log.warn({ err }, 'budgets cannot be shared: each process goes by its own')
        isAway = true
        retryMs = performance.now() + AWAY_MS
        return null
      }
    },
  }
}

import { setTimeout as wait } from 'node:timers/promises'
import { RequestFailed } from './request-failed.ts'

const TRIES = 3
const PAUSE_MS = 500

/**
 * Sends again, at most twice, what failed for a reason that may be gone by then. Only for what may be sent twice: queries,
 * and mutations with an idempotency key, which must be the same each time. Throws what the last try did.
 */
export async function retried<Data>(send: () => Promise<Data>): Promise<Data> {
  for (let tries = 1; ; tries++) {
    try {
      return await send()
    } catch (error) {
      const mayHelp = error instanceof RequestFailed && error.errors.every(({ extensions }) => extensions?.retryable)
      if (!mayHelp || tries === TRIES) throw error
      await wait(tries * PAUSE_MS)
    }
  }
}

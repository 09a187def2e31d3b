import type { Clock } from '@varal/platform/clock'
import type { ResolverMap } from '@varal/platform/subgraph'
import type { Budgets } from '../limits/budgets/budgets.ts'
import type { OwnFieldsContext } from './own-fields.ts'

/** Query.rateLimit: what the caller may still spend, as all gateways together left it, a quarter of a second ago at most. */
export function rateLimitField(budgets: Budgets, clock: Clock): ResolverMap {
  return {
    Query: {
      async rateLimit(_parent: unknown, _args: unknown, { caller }: OwnFieldsContext) {
        const { limit, remaining, fullInMs, restorePerSecond } = await budgets.stateOf(caller)
        const resetAt = new Date(clock.now().getTime() + fullInMs)
        return { limit, remaining, resetAt, restorePerSecond: Math.floor(restorePerSecond) }
      },
    },
  }
}

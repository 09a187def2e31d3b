import type { GivenError } from '../execute/client-errors.ts'
import type { BudgetState, Budgets, Payer, Reservation, Spent } from './budgets/budgets.ts'
import { operationCostMaxOf } from './budgets/tiers.ts'
import type { Variables } from './cost/amount.ts'
import type { OperationCost } from './cost/operation-cost.ts'

/** What is asked, and who pays. */
export interface Admissible {
  readonly cost: OperationCost
  /** Coerced, as the operation declares them. */
  readonly variables: Variables
  readonly payer: Payer
  /** What the operation's manifest, or else the app, allows it to cost; the caller's kind says, if absent. */
  readonly costMax?: number | undefined
}

export interface Admitted {
  readonly kind: 'admitted'
  /**
   * To be called once, when the answer is there, whatever it is: gives back what it did not need. `data` has keys as the
   * operation has them, null if there is none. For `extensions.cost`.
   */
  settle(data: Readonly<Record<string, unknown>> | null): CostReport
  headers(): RateLimitHeaders
}

export interface NotAdmitted {
  readonly kind: 'refused'
  /** 400: never like this. 429: later. */
  readonly status: 400 | 429
  readonly error: GivenError
  headers(): RateLimitHeaders
}

/** What stands in `extensions.cost` of every answer: who asks through a socket sees no headers. */
export interface CostReport {
  readonly estimated: number
  readonly actual: number
  /** Of the bucket. */
  readonly limit: number
  readonly remaining: number
}

/** As draft-ietf-httpapi-ratelimit-headers names them; times in seconds. */
export type RateLimitHeaders = Readonly<Record<string, string>>

export type Admission = (request: Admissible) => Admitted | NotAdmitted | Promise<Admitted | NotAdmitted>

/** Lets in what is not too dear, and paid for. A promise only when the shared buckets must be asked. */
export function admission(budgets: Budgets): Admission {
  return ({ cost, variables, payer, costMax = operationCostMaxOf(payer) }) => {
    const estimated = Math.ceil(cost.estimate(variables))
    // What no bucket ever holds would be refused for ever, and each time be told to try again.
    const max = Math.min(costMax, budgets.mostOf(payer))
    if (estimated > max) return tooDear(estimated, max)
    const outcome = budgets.reserve(payer, estimated)
    const admit = (one: Reservation | Spent): Admitted | NotAdmitted =>
      one.kind === 'spent'
        ? tooOften(estimated, one)
        : {
            kind: 'admitted',
            settle(data) {
              const actual = Math.max(0, Math.ceil(cost.actual(variables, data)))
              one.settle(actual)
              const { limit, remaining } = one.state()
              return { estimated, actual, limit, remaining }
            },
            headers: () => rateLimitHeaders(one.state()),
          }
    return outcome instanceof Promise ? outcome.then(admit) : admit(outcome)
  }
}

export function rateLimitHeaders({ limit, remaining, fullInMs }: BudgetState): RateLimitHeaders {
  return {
    'ratelimit-limit': String(limit),
    'ratelimit-remaining': String(remaining),
    'ratelimit-reset': String(Math.ceil(fullInMs / 1_000)),
  }
}

function tooDear(estimated: number, costMax: number): NotAdmitted {
  const points = Number.isFinite(estimated) ? `${estimated} points` : 'more than can be counted'
  const message = `The operation may cost ${points}; at most ${costMax} are allowed. Ask for less, or for shorter lists.`
  const cost = Number.isFinite(estimated) ? { estimated, max: costMax } : { max: costMax }
  return {
    kind: 'refused',
    status: 400,
    error: { message, extensions: { code: 'COST_EXCEEDED', cost } },
    headers: () => ({}),
  }
}

function tooOften(estimated: number, { retryAfterMs, state }: Spent): NotAdmitted {
  const message = `The operation may cost ${estimated} points, and too few are left. Try again in ${Math.ceil(retryAfterMs / 1_000)} s.`
  return {
    kind: 'refused',
    status: 429,
    error: { message, extensions: { code: 'RATE_LIMITED', retryAfterMs, cost: { estimated } } },
    headers: () => ({ ...rateLimitHeaders(state()), 'retry-after': String(Math.ceil(retryAfterMs / 1_000)) }),
  }
}

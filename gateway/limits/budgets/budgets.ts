import { createHmac } from 'node:crypto'
import type { Cache } from '@varal/platform/cache/cache'
import type { Logger } from '@varal/platform/log'
import type { Caller } from '@varal/platform/viewer'
import { Bucket } from './bucket.ts'
import { sharedMemory } from './shared-memory.ts'
import { type Purse, pursesOf } from './tiers.ts'

/** Who pays. */
export type Payer = Pick<Caller, 'viewer' | 'app' | 'address'>

/** What a caller may still spend, in cost points. */
export interface BudgetState {
  readonly limit: number
  readonly remaining: number
  /** Until it is full again if nothing more is taken. */
  readonly fullInMs: number
  readonly restorePerSecond: number
}

/** Points that are taken. */
export interface Reservation {
  readonly kind: 'reserved'
  /** Gives back what was not needed, or takes what was needed more. To be called once. */
  settle(actual: number): void
  state(): BudgetState
}

export interface Spent {
  readonly kind: 'spent'
  /** When there will be enough, if nothing more is taken. */
  readonly retryAfterMs: number
  state(): BudgetState
}

export interface Budgets extends AsyncDisposable {
  /** Takes the points from everything that the caller pays from, or from nothing. Rarely a promise: at most one round trip. */
  reserve(payer: Payer, cost: number): Reservation | Spent | Promise<Reservation | Spent>
  /** What can be reserved at once at most, however long one waits: all that the smallest bucket holds. */
  mostOf(payer: Payer): number
  /** As all processes together left it, where that is known; it costs nothing. */
  stateOf(payer: Payer): Promise<BudgetState>
}

export interface BudgetOptions {
  /** What all gateways of a system share. */
  readonly cache: Cache
  /** Keys the names of buckets: neither people nor addresses stand in the cache. The same in all gateways of a system. */
  readonly secret: string
  /** Multiplies what everybody may spend. */
  readonly factor?: number
  readonly log: Logger
}

/** Buckets that are remembered. The oldest makes room: it is asked for again. */
const BUCKETS_MAX = 50_000
const SETTLE_MS = 1_000

/** Leaky buckets of cost points, shared by all gateways through the cache. */
export function budgets({ cache, secret, factor = 1, log }: BudgetOptions): Budgets {
  const memory = sharedMemory(cache, log)
  const buckets = new Map<string, Bucket>()
  /** Those that may have borrowed something. */
  const borrowers = new Set<Bucket>()
  const settling = setInterval(() => void settleAll(), SETTLE_MS).unref()

  const sizeOf = ({ tier }: Purse) => tier.pointsPerMinute * factor

  function bucketOf(purse: Purse): Bucket {
    const { name } = purse
    const held = buckets.get(name)
    if (held) return held
    const hash = createHmac('sha256', secret).update(`budget of ${name}`).digest('base64url')
    const bucket = new Bucket(`budget:${hash}`, sizeOf(purse), memory)
    if (buckets.size >= BUCKETS_MAX) buckets.delete(buckets.keys().next().value as string)
    buckets.set(name, bucket)
    return bucket
  }

  async function settleAll(): Promise<void> {
    const settled = [...borrowers].map(async (bucket) => {
      if (await bucket.settle()) borrowers.delete(bucket)
    })
    await Promise.all(settled)
  }

  function outcome(from: readonly Bucket[], cost: number, taken: readonly boolean[]): Reservation | Spent {
    for (const bucket of from) borrowers.add(bucket)
    const state = () => stateOfAll(from)
    if (taken.every(Boolean)) {
      const settle = (actual: number) => {
        for (const bucket of from) {
          bucket.giveBack(cost - actual)
          borrowers.add(bucket)
        }
      }
      return { kind: 'reserved', settle, state }
    }
    from.forEach((bucket, index) => void (taken[index] && bucket.giveBack(cost)))
    const waits = from.filter((_, index) => !taken[index]).map((bucket) => bucket.fillsInMs(cost))
    return { kind: 'spent', retryAfterMs: Math.max(1, ...waits), state }
  }

  return {
    reserve(payer, cost) {
      const from = pursesOf(payer).map(bucketOf)
      const taken = from.map((bucket) => bucket.take(cost))
      if (taken.every((one) => typeof one === 'boolean')) return outcome(from, cost, taken)
      return Promise.all(taken).then((all) => outcome(from, cost, all))
    },
    mostOf: (payer) => Math.min(...pursesOf(payer).map(sizeOf)),
    async stateOf(payer) {
      const from = pursesOf(payer).map(bucketOf)
      await Promise.all(from.map((bucket) => bucket.look()))
      return stateOfAll(from)
    },
    async [Symbol.asyncDispose]() {
      clearInterval(settling)
      // What is still borrowed is not given back: buckets fill by themselves.
    },
  }
}

/** Of several, the one that will be empty first. */
function stateOfAll(from: readonly Bucket[]): BudgetState {
  const [first, ...others] = from
  if (!first) throw new Error('Somebody pays from nothing')
  const bucket = others.reduce((least, one) => (one.remaining < least.remaining ? one : least), first)
  const { points, remaining } = bucket
  return { limit: points, remaining, fullInMs: bucket.fillsInMs(points), restorePerSecond: points / 60 }
}

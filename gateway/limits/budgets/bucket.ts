import { performance } from 'node:perf_hooks'
import type { SharedMemory } from './shared-memory.ts'

export const FILL_MS = 60_000

/** At most this part of a bucket is lent to one process. */
const LENT_SHARE = 0.05
/** What was spent so recently says how much to borrow; what is not spent for so long is given back. */
const RECENT_MS = 1_000
/** What was asked so recently need not be asked again. */
const LOOK_MS = 250
/** Who was refused so recently is refused again without asking, unless there must be enough by now. */
const REFUSED_MS = 100

/**
 * A bucket that several processes take from. It stands in shared memory; a process that spends much borrows some points,
 * so that most operations are paid without asking: twice what it has just spent, at most 5 % of the bucket. Nobody ever
 * spends a point that was not taken from the shared bucket first.
 *
 * While the shared memory is away, each process goes by what it last knew, filled at the bucket's rate.
 */
export class Bucket {
  readonly #key: string
  readonly #size: { readonly points: number; readonly fillMs: number }
  readonly #memory: SharedMemory
  /** Borrowed and not spent; below 0 if an operation cost more than was reserved for it. */
  #lent = 0
  /** What the shared bucket had when it was last asked. */
  #left: number
  #leftAtMs = performance.now()
  #spent = 0
  #askedMs = Number.NEGATIVE_INFINITY
  #usedMs = performance.now()
  #isBorrowing = false
  #refusedMs = Number.NEGATIVE_INFINITY

  constructor(key: string, points: number, memory: SharedMemory) {
    this.#key = key
    this.#size = { points, fillMs: FILL_MS }
    this.#memory = memory
    this.#left = points
  }

  get points(): number {
    return this.#size.points
  }

  /** Now, as far as this process knows: others may have spent since. Never below 0. */
  get remaining(): number {
    return Math.max(0, Math.floor(Math.min(this.points, this.#leftNow() + this.#lent)))
  }

  /** When there will be so many points if nobody takes any, in milliseconds. */
  fillsInMs(points: number): number {
    const missing = Math.min(points, this.points) - this.remaining
    return Math.max(0, Math.ceil((missing * FILL_MS) / this.points))
  }

  /** Takes so many points or none; without a promise if what was borrowed is enough. */
  take(cost: number): boolean | Promise<boolean> {
    this.#usedMs = performance.now()
    if (cost === 0) return true
    if (this.#lent < cost) {
      const isRefused = this.#usedMs - this.#refusedMs < REFUSED_MS && this.remaining < cost
      return isRefused ? false : this.#ask(cost)
    }
    this.#lent -= cost
    this.#spent += cost
    return true
  }

  /** Puts points back that were taken and not needed; below 0, takes more. */
  giveBack(points: number): void {
    this.#lent += points
    this.#spent = Math.max(0, this.#spent - points)
  }

  /** Gives everything back and asks what is left, so that `remaining` is as all processes know it. */
  async look(): Promise<void> {
    if (performance.now() - this.#askedMs > LOOK_MS) await this.#ask(0)
  }

  async #ask(cost: number): Promise<boolean> {
    const own = this.#lent
    this.#lent = 0
    const least = cost - own
    const extra = this.#toBorrow()
    const borrows = extra > 0
    if (borrows) this.#isBorrowing = true
    this.#askedMs = performance.now()
    this.#spent = 0
    const asked = await this.#memory.ask((cache) => cache.take(this.#key, this.#size, least, least + extra))
    if (borrows) this.#isBorrowing = false
    if (asked) this.#remember(asked.left)
    const taken = asked ? asked.taken : this.#takeAlone(least)
    if (taken < least) {
      this.#lent += own
      this.#refusedMs = performance.now()
      return false
    }
    this.#lent += taken - least
    this.#spent += cost
    return true
  }

  #toBorrow(): number {
    const isRecent = performance.now() - this.#askedMs < RECENT_MS
    return isRecent && !this.#isBorrowing ? Math.floor(Math.min(2 * this.#spent, this.points * LENT_SHARE)) : 0
  }

  #takeAlone(least: number): number {
    const left = this.#leftNow()
    if (least > left) return 0
    this.#remember(Math.min(this.points, left - least))
    return least
  }

  #leftNow(): number {
    const filled = ((performance.now() - this.#leftAtMs) * this.points) / FILL_MS
    return Math.min(this.points, this.#left + filled)
  }

  #remember(left: number): void {
    this.#left = left
    this.#leftAtMs = performance.now()
  }

  /** To be called about every second: returns what was borrowed in vain. True if nothing is borrowed any more. */
  async settle(): Promise<boolean> {
    const isIdle = performance.now() - this.#usedMs > RECENT_MS
    const kept = isIdle ? 0 : this.points * LENT_SHARE
    const surplus = Math.floor(this.#lent > kept ? this.#lent - kept : Math.min(0, this.#lent))
    if (surplus !== 0) {
      this.#lent -= surplus
      const answer = await this.#memory.ask((cache) =>
        // What is owed is taken as far as it is there.
        cache.take(this.#key, this.#size, Math.min(0, -surplus), -surplus),
      )
      this.#remember(answer ? answer.left : Math.max(0, Math.min(this.points, this.#leftNow() + surplus)))
    }
    return this.#lent === 0
  }
}

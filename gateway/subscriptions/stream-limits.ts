/** What clients may hold open, and how fast they may ask for it, in this process. */
export interface StreamLimits {
  readonly socketsMax: number
  readonly socketsPerAddress: number
  readonly connectionsPerSecondAndAddress: number
  readonly socketsPerUser: number
  readonly streamsPerUser: number
  readonly operationsPerSocket: number
  readonly messagesPerSecondAndSocket: number
}

/** An address may be that of a whole office, or of a mobile network's gate. */
export const streamLimits: StreamLimits = {
  socketsMax: 20_000,
  socketsPerAddress: 1_000,
  connectionsPerSecondAndAddress: 100,
  socketsPerUser: 50,
  streamsPerUser: 200,
  operationsPerSocket: 20,
  messagesPerSecondAndSocket: 50,
}

/** Counts what each key holds, up to a maximum. Keys that hold nothing are not kept. */
export class Quota {
  readonly #max: number
  readonly #held = new Map<string, number>()

  constructor(max: number) {
    this.#max = max
  }

  /** Takes one more. @returns false if there are as many as there may be */
  take(key: string): boolean {
    const held = this.#held.get(key) ?? 0
    if (held >= this.#max) return false
    this.#held.set(key, held + 1)
    return true
  }

  /** Gives back what was taken. */
  giveBack(key: string): void {
    const left = (this.#held.get(key) ?? 0) - 1
    if (left > 0) this.#held.set(key, left)
    else this.#held.delete(key)
  }
}

/** Lets so many pass in a second, and twice as many at once after a quiet while. */
export class Rate {
  readonly #perSecond: number
  #left: number
  #atMs: number

  constructor(perSecond: number, nowMs = performance.now()) {
    this.#perSecond = perSecond
    this.#left = 2 * perSecond
    this.#atMs = nowMs
  }

  /** Whether one more may pass now. @param nowMs of `performance.now()` */
  pass(nowMs = performance.now()): boolean {
    const gained = ((nowMs - this.#atMs) / 1_000) * this.#perSecond
    this.#left = Math.min(2 * this.#perSecond, this.#left + gained)
    this.#atMs = nowMs
    if (this.#left < 1) return false
    this.#left--
    return true
  }
}

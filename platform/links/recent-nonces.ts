/** Knows the nonces of the recent past, each for the same time; holds `max` of them. */
export class RecentNonces {
  /** When each may be forgotten, in the order in which that happens. Milliseconds since the epoch. */
  readonly #forgetAt = new Map<string, number>()
  readonly #keepMs: number
  readonly #max: number

  constructor(keepMs: number, max: number) {
    this.#keepMs = keepMs
    this.#max = max
  }

  /** Whether the nonce is new; from now on it is not. When there is no room for it, the answer is no. */
  add(nonce: string, nowMs: number): boolean {
    for (const [old, forgetAt] of this.#forgetAt) {
      if (forgetAt > nowMs) break
      this.#forgetAt.delete(old)
    }
    if (this.#forgetAt.has(nonce) || this.#forgetAt.size >= this.#max) return false
    this.#forgetAt.set(nonce, nowMs + this.#keepMs)
    return true
  }
}

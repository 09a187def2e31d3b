/** What has been begun and is not answered yet. */
export class InFlight {
  readonly #promises = new Set<Promise<unknown>>()

  track<Answer>(promise: Promise<Answer>): Promise<Answer> {
    this.#promises.add(promise)
    const forget = () => void this.#promises.delete(promise)
    promise.then(forget, forget)
    return promise
  }

  /** Resolves when everything that has been begun so far is answered. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#promises)
  }
}

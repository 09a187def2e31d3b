/** Messages that have arrived and were not taken yet, at most `max`. */
export class BatchInbox<Message> {
  readonly #max: number
  #waiting: Message[] = []
  #failure: Error | null = null
  #closed = false
  #changed = Promise.withResolvers<void>()

  constructor(max: number) {
    this.#max = max
  }

  async fill(messages: AsyncIterable<Message>): Promise<void> {
    try {
      for await (const message of messages) {
        this.#waiting.push(message)
        this.#change()
        while (this.#waiting.length >= this.#max && !this.#closed) await this.#changed.promise
      }
    } catch (error) {
      this.fail(error instanceof Error ? error : new Error(String(error)))
    }
    this.close()
  }

  /** Everything that waits; empty at the end. */
  async take(): Promise<Message[]> {
    while (this.#waiting.length === 0 && !this.#closed) await this.#changed.promise
    if (this.#failure) throw this.#failure
    const taken = this.#waiting
    this.#waiting = []
    this.#change()
    return taken
  }

  fail(error: Error): void {
    this.#failure ??= error
    this.close()
  }

  close(): void {
    this.#closed = true
    this.#change()
  }

  #change(): void {
    this.#changed.resolve()
    this.#changed = Promise.withResolvers()
  }
}

import type { LiveStream } from '@varal/clients/sdk/live-stream'

const WAIT_MS = 20_000

/** Waits for what a stream sends, with a name for what did not come. Checkpoints are passed over. */
export class Watcher<Event extends { readonly __typename: string }> {
  readonly #name: string
  readonly #stream: LiveStream<unknown>
  readonly #eventOf: (data: never) => Event
  readonly seen: Event[] = []

  constructor(name: string, stream: LiveStream<any>, eventOf: (data: any) => Event) {
    this.#name = name
    this.#stream = stream
    this.#eventOf = eventOf
  }

  /** The next event. */
  next(): Promise<Event> {
    return this.until(() => true)
  }

  /** The first event from now on for which it holds. */
  async until(holds: (event: Event) => boolean, waitMs = WAIT_MS): Promise<Event> {
    const late = Promise.withResolvers<never>()
    const timer = setTimeout(
      () =>
        late.reject(
          new Error(`${this.#name} did not bring what was waited for in ${waitMs} ms. It brought: ${this.#heard()}`),
        ),
      waitMs,
    )
    try {
      for (;;) {
        const { value, done } = await Promise.race([this.#stream.next(), late.promise])
        if (done) throw new Error(`${this.#name} ended. It brought: ${this.#heard()}`)
        const event = this.#eventOf(value as never)
        if (event.__typename === 'StreamCheckpoint') continue
        this.seen.push(event)
        if (holds(event)) return event
      }
    } finally {
      clearTimeout(timer)
    }
  }

  async stop(): Promise<void> {
    await this.#stream.return()
  }

  #heard(): string {
    return this.seen.map((event) => event.__typename).join(', ') || 'nothing'
  }
}

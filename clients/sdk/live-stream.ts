import { RequestFailed } from './request-failed.ts'

/** What every item of a Varal stream has. */
export interface StreamItemLike {
  readonly __typename?: string
  readonly cursor?: string
}

interface Sink<Data> {
  next(data: Data): void
  error(error: unknown): void
  complete(): void
}

type Open<Data> = (after: string | null, sink: Sink<Data>) => () => void

const RECONNECT_MS = [50, 100, 200, 400, 800, 1_600, 3_000]

/**
 * A subscription that survives its socket: it keeps the cursor of the last item that was handed over, and subscribes
 * again from there. Ends when the server completes it, when it is returned, or after a StreamReset, which it yields.
 */
export class LiveStream<Data> implements AsyncIterableIterator<Data> {
  readonly #open: Open<Data>
  readonly #items: Data[] = []
  #after: string | null
  #close: (() => void) | undefined
  #ended = false
  #failure: unknown
  #attempt = 0
  #wake: (() => void) | undefined

  constructor(after: string | null, open: Open<Data>) {
    this.#after = after
    this.#open = open
    this.#connect()
  }

  /** Where the stream would resume. */
  get cursor(): string | null {
    return this.#after
  }

  async next(): Promise<IteratorResult<Data>> {
    for (;;) {
      const item = this.#items.shift()
      if (item !== undefined) return { value: item, done: false }
      if (this.#failure) throw this.#failure
      if (this.#ended) return { value: undefined, done: true }
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  async return(): Promise<IteratorResult<Data>> {
    this.#ended = true
    this.#close?.()
    this.#wake?.()
    return { value: undefined, done: true }
  }

  [Symbol.asyncIterator]() {
    return this
  }

  #connect(): void {
    if (this.#ended) return
    this.#close = this.#open(this.#after, {
      next: (data) => {
        this.#attempt = 0
        const item = firstField(data)
        if (item?.cursor) this.#after = item.cursor
        this.#items.push(data)
        if (item?.__typename === 'StreamReset') this.#ended = true
        this.#wake?.()
      },
      error: (error) => (isRefusal(error) ? this.#fail(error) : this.#reconnect()),
      complete: () => {
        this.#ended = true
        this.#wake?.()
      },
    })
  }

  #reconnect(): void {
    const waitMs = RECONNECT_MS[Math.min(this.#attempt++, RECONNECT_MS.length - 1)] ?? 0
    setTimeout(() => this.#connect(), waitMs * (0.5 + Math.random()))
  }

  #fail(error: unknown): void {
    this.#failure = error
    this.#ended = true
    this.#wake?.()
  }
}

const firstField = (data: unknown): StreamItemLike | undefined =>
  Object.values((data ?? {}) as Record<string, StreamItemLike>)[0]

/** GraphQL errors come as an array, or as RequestFailed; anything else is the network's or the server's going away. */
const isRefusal = (error: unknown) => Array.isArray(error) || error instanceof RequestFailed

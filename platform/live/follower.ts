import type { Topic } from '@varal/schema/live'
import type { LiveItem } from './live.ts'
import type { LogEntry, TopicLog } from './topic-log.ts'

export type ResetReason = 'CURSOR_TOO_OLD' | 'CURSOR_INVALID' | 'CONSUMER_TOO_SLOW'

export type StreamStep<Data> =
  | ({ readonly kind: 'item' } & LogEntry<Data>)
  | { readonly kind: 'checkpoint'; readonly seq: number }
  | { readonly kind: 'reset'; readonly seq: number; readonly reason: ResetReason }

/** Items that wait for a client at most; a client that lets more pile up is sent away to resume later. */
const QUEUE_MAX = 256
const READ_LIMIT = 100

/** One open stream: what it has been given, what waits for it, and whether it must read the log to know more. */
export class Follower<Data> {
  readonly topic: Topic
  readonly #log: TopicLog<Data>
  readonly #queue: StreamStep<Data>[] = []
  #wake: (() => void) | undefined
  /** Everything up to here was queued. */
  #last: number
  #highestSeen = 0
  #mustRead: boolean
  #checkpointDue = false
  #ended = false
  /** When the client last took something, or began to wait. Milliseconds of `performance.now()`. */
  lastProgressMs = performance.now()

  constructor(topic: Topic, log: TopicLog<Data>, last: number, mustRead: boolean) {
    this.topic = topic
    this.#log = log
    this.#last = last
    this.#mustRead = mustRead
  }

  get last(): number {
    return this.#last
  }

  get isWaiting(): boolean {
    return this.#wake !== undefined
  }

  get isStuck(): boolean {
    return this.#queue.length > 0 && !this.isWaiting
  }

  hear(item: LiveItem): void {
    this.#highestSeen = Math.max(this.#highestSeen, item.seq)
    if (this.#mustRead || item.seq <= this.#last) return
    if (item.seq === this.#last + 1)
      this.#enqueue({ kind: 'item', seq: item.seq, at: item.at, data: item.data as Data })
    else this.catchUp()
  }

  /** Begins behind `seq`: what is older does not interest this stream. */
  startAt(seq: number): void {
    this.#last = seq
    this.#mustRead = this.#highestSeen > seq
  }

  /** The client learns that it has seen the past as soon as it has. */
  checkpointWhenRead(): void {
    if (this.#ended) return
    if (this.#mustRead) this.#checkpointDue = true
    else this.checkpoint()
  }

  /** Something was missed: read the log before anything else. */
  catchUp(): void {
    this.#mustRead = true
    this.#wake?.()
  }

  checkpoint(): void {
    this.#enqueue({ kind: 'checkpoint', seq: this.#last })
  }

  reset(reason: ResetReason): void {
    if (this.#ended) return
    this.#queue.length = 0
    this.#queue.push({ kind: 'reset', seq: this.#last, reason })
    this.#ended = true
    this.#wake?.()
  }

  end(): void {
    this.#ended = true
    this.#queue.length = 0
    this.#wake?.()
  }

  /** The next step; null at the end. */
  async next(): Promise<StreamStep<Data> | null> {
    for (;;) {
      this.lastProgressMs = performance.now()
      const step = this.#queue.shift()
      if (step) return step
      if (this.#ended) return null
      if (this.#mustRead) await this.#read()
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
        this.#wake = undefined
      }
    }
  }

  async #read(): Promise<void> {
    const entries = await this.#log.read(this.#last, READ_LIMIT)
    const first = entries.at(0)
    if (first && !this.#log.isCompacted && first.seq !== this.#last + 1) return this.reset('CURSOR_TOO_OLD')
    for (const entry of entries) {
      this.#queue.push({ kind: 'item', ...entry })
      this.#last = entry.seq
    }
    if (entries.length === READ_LIMIT) return
    // What was heard while reading, and is not in what was read, was committed in between.
    if (this.#highestSeen > this.#last && entries.length > 0) return
    this.#last = Math.max(this.#last, this.#log.isCompacted ? this.#highestSeen : 0)
    this.#mustRead = false
    if (this.#checkpointDue) this.checkpoint()
    this.#checkpointDue = false
  }

  #enqueue(step: StreamStep<Data>): void {
    if (this.#ended) return
    if (this.#queue.length >= QUEUE_MAX) return this.reset('CONSUMER_TOO_SLOW')
    this.#queue.push(step)
    if (step.kind === 'item') this.#last = step.seq
    this.#wake?.()
  }
}

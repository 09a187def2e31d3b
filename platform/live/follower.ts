import type { Topic } from '@varal/schema/live'
import type { LiveItem } from './live.ts'
import type { LogEntry, TopicLog } from './topic-log.ts'

export type ResetReason = 'CURSOR_TOO_OLD' | 'CURSOR_INVALID' | 'CONSUMER_TOO_SLOW'

export type StreamStep<Data> =
  | ({ readonly kind: 'item' } & LogEntry<Data>)
  | { readonly kind: 'checkpoint'; readonly seq: number }
  | { readonly kind: 'reset'; readonly seq: number; readonly reason: ResetReason }

/** What a follower asks the hub about its topic. */
export interface TopicPast {
  /** Of what was pushed lately, the items after a number; null if that is not known. */
  recent(after: number, limit: number): readonly LiveItem[] | null
  /** The last number that was given out. */
  head(): Promise<number>
}

/** Items that wait for a client at most; a client that lets more pile up is sent away to resume later. */
const QUEUE_MAX = 256
const READ_LIMIT = 100

/**
 * One open stream. Either it reads, from the recent past or from the log, whenever the client asks; or it has everything,
 * and takes what it hears. It must be hearing before it begins, so that nothing falls between the two.
 */
export class Follower<Data> {
  readonly topic: Topic
  readonly #log: TopicLog<Data>
  readonly #past: TopicPast
  readonly #queue: StreamStep<Data>[] = []
  readonly #begun: Promise<void>
  #wake: (() => void) | undefined
  /** Everything up to here was queued. */
  #last: number
  /** The highest number that is known to exist. */
  #highest = 0
  #mustRead = true
  #checkpointDue = true
  #isAsked = false
  #hasEnded = false
  /** When the client last asked for something. Milliseconds of `performance.now()`. */
  #askedMs = performance.now()

  /** @param after the last number that the client has; null: only what happens from now on */
  constructor(topic: Topic, log: TopicLog<Data>, past: TopicPast, after: number | null) {
    this.topic = topic
    this.#log = log
    this.#past = past
    this.#last = after ?? 0
    this.#begun = this.#begin(after)
    // Whoever asks for the first step is told.
    this.#begun.catch(() => {})
  }

  get last(): number {
    return this.#last
  }

  get hasEnded(): boolean {
    return this.#hasEnded
  }

  /** For how long a client that has everything has been waiting. 0 if something is under way. */
  idleMs(nowMs: number): number {
    return this.#wake ? nowMs - this.#askedMs : 0
  }

  /** For how long something has been waiting for the client. 0 if it asks. */
  stuckMs(nowMs: number): number {
    const isBehind = this.#queue.length > 0 || this.#highest > this.#last
    return isBehind && !this.#isAsked && !this.#hasEnded ? nowMs - this.#askedMs : 0
  }

  hear(item: LiveItem): void {
    this.#highest = Math.max(this.#highest, item.seq)
    if (this.#mustRead || item.seq <= this.#last) return
    if (item.seq === this.#last + 1) this.#enqueue(itemStep(item as LogEntry<Data>))
    else this.#readFromNowOn()
  }

  /** The topic has got as far as `head`; if that is nothing new, the client is told that it has everything. */
  compareWith(head: number): void {
    this.#highest = Math.max(this.#highest, head)
    this.#checkpointDue = true
    this.#readFromNowOn()
  }

  reset(reason: ResetReason): void {
    if (this.#hasEnded) return
    this.end()
    this.#queue.push({ kind: 'reset', seq: this.#last, reason })
  }

  end(): void {
    this.#hasEnded = true
    this.#queue.length = 0
    this.#wake?.()
  }

  /** The next step; null at the end. To be called again only when the last call has ended. */
  async next(): Promise<StreamStep<Data> | null> {
    this.#askedMs = performance.now()
    this.#isAsked = true
    try {
      await this.#begun
      for (;;) {
        const step = this.#queue.shift()
        if (step) return step
        if (this.#hasEnded) return null
        if (this.#mustRead) await this.#read()
        else await this.#somethingHeard()
      }
    } finally {
      this.#isAsked = false
      this.#askedMs = performance.now()
    }
  }

  async #begin(after: number | null): Promise<void> {
    // What happened lately says by itself that the client's number is not of the future.
    if (after !== null && this.#past.recent(after, 1)) return
    const head = await this.#past.head()
    this.#highest = Math.max(this.#highest, head)
    if (after === null) this.#last = head
    else if (after > this.#highest) this.reset('CURSOR_INVALID')
  }

  async #read(): Promise<void> {
    const recent = this.#past.recent(this.#last, READ_LIMIT)
    if (recent && recent.length > 0) return this.#take(recent as readonly LogEntry<Data>[])
    if (this.#highest <= this.#last) return this.#haveEverything()

    const known = this.#highest
    const entries = await this.#log.read(this.#last, READ_LIMIT)
    if (this.#hasEnded) return
    if (!entries) return this.reset('CURSOR_TOO_OLD')
    const end = entries.at(-1)?.seq ?? this.#last
    if (this.#log.isCompacted) {
      this.#take(entries)
      // What was known before the log was read, and is not in it, has made room for something else.
      if (entries.length < READ_LIMIT) this.#last = Math.max(end, known)
    } else if (entries.length > 0 && end === this.#last + entries.length) this.#take(entries)
    else this.reset('CURSOR_TOO_OLD')
  }

  #take(entries: readonly LogEntry<Data>[]): void {
    for (const entry of entries) this.#queue.push(itemStep(entry))
    this.#last = entries.at(-1)?.seq ?? this.#last
  }

  #haveEverything(): void {
    this.#mustRead = false
    if (this.#checkpointDue) this.#queue.push({ kind: 'checkpoint', seq: this.#last })
    this.#checkpointDue = false
  }

  #readFromNowOn(): void {
    this.#mustRead = true
    this.#wake?.()
  }

  async #somethingHeard(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve
    })
    this.#wake = undefined
  }

  #enqueue(step: StreamStep<Data> & { kind: 'item' }): void {
    if (this.#hasEnded) return
    if (this.#queue.length >= QUEUE_MAX) return this.reset('CONSUMER_TOO_SLOW')
    this.#queue.push(step)
    this.#last = step.seq
    this.#wake?.()
  }
}

const itemStep = <Data>({ seq, at, data }: LogEntry<Data>) => ({ kind: 'item' as const, seq, at, data })

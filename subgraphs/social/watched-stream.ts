import type { Mistake } from '@varal/platform/errors'
import type { StreamStep } from '@varal/platform/live/follower'
import { leavable } from '@varal/platform/live/leavable'
import type { LogEntry, TopicLog } from '@varal/platform/live/topic-log'
import type { Topic } from '@varal/schema/live'
import { standingTopic } from '@varal/schema/live'
import type { Ctx } from './loaders.ts'

/** Between two looks at a thing: what changes in between is shown together. */
const LOOK_EVERY_MS = 250
/** Looks are due at multiples of this, so that streams that were woken together go on asking together. */
const LOOK_GRID_MS = 25

interface Ending {
  readonly __typename: 'StreamCheckpoint' | 'StreamReset'
  readonly reason?: string
}

export type Streamed<Shown> = { readonly cursor: string; readonly at: string } & (Shown | Ending)

/**
 * One open stream of what happens to a thing that not everybody may see. What happens one by one are entries of the thing's
 * log. What has no number there is looked at when a hint comes, and at each checkpoint in case the hint was lost. Each look
 * and each entry also asks whether the viewer may still see the thing, and the stream ends when not.
 */
export abstract class WatchedStream<Data, Shown extends { readonly __typename: string }> {
  readonly #ctx: Ctx
  readonly #hints: Disposable
  readonly #steps: AsyncIterableIterator<StreamStep<Data>>
  /** A step that was asked for and has not come. */
  #step: Promise<IteratorResult<StreamStep<Data>>> | undefined
  readonly #ready: Streamed<Shown>[] = []
  /** Null until the first checkpoint says where a stream begins that begins now. */
  #seq: number | null
  #isLookDue = false
  /** Milliseconds of `performance.now()`. */
  #lookFromMs = 0
  #isOver = false
  #wake = () => {}

  /**
   * Hears from the start, so that nothing falls between it and what is read.
   * @param after the number of the last entry that the client has; null: only what happens from now on
   */
  constructor(topic: Topic, log: TopicLog<Data>, after: number | null, ctx: Ctx) {
    const { viewer, live } = ctx
    this.#ctx = ctx
    this.#seq = after
    const topics = viewer.kind === 'user' ? [topic, standingTopic(viewer.id)] : [topic]
    this.#hints = live.onHint(topics, () => this.#hear())
    this.#steps = live.follow(topic, log, after)
  }

  /** What is new of what has no number, or null if the viewer may not see the thing. Asked once before anything else. */
  protected abstract look(): Promise<readonly Shown[] | null>
  /** What an entry shows to the viewer, or null if they may not see the thing. */
  protected abstract show(entry: LogEntry<Data>): Promise<readonly Shown[] | null>
  /** The cursor of who has everything up to this number, and all that was looked at. */
  protected abstract cursorAt(seq: number): string

  /** To be asked first: whether the viewer may see the thing at all. A stream that is resumed begins with what was missed. */
  async isVisible(): Promise<boolean> {
    const news = await this.#lookNow()
    for (const one of news ?? []) this.#push(one)
    return news !== null
  }

  /** The next item; null at the end. To be called again only when the last call has ended. */
  async next(): Promise<Streamed<Shown> | null> {
    while (this.#ready.length === 0 && !this.#isOver) await this.#advance()
    return this.#ready.shift() ?? null
  }

  leave(): void {
    this.#isOver = true
    this.#ready.length = 0
    this.#hints[Symbol.dispose]()
    void this.#steps.return?.()
    this.#wake()
  }

  /** Ends the stream with the reason. */
  reset(reason: string): void {
    this.#isOver = true
    this.#push({ __typename: 'StreamReset', reason })
  }

  #hear(): void {
    if (this.#isLookDue) return
    this.#isLookDue = true
    this.#wake()
  }

  async #advance(): Promise<void> {
    const lookInMs = this.#isLookDue && this.#seq !== null ? this.#lookFromMs - performance.now() : null
    if (lookInMs !== null && lookInMs <= 0) return this.#lookAgain()
    const result = await this.#stepWithin(lookInMs)
    if (!result) return
    if (result.done) this.#isOver = true
    else if (result.value.kind === 'item') await this.#showEntry(result.value)
    else if (result.value.kind === 'reset') this.reset(result.value.reason)
    else {
      this.#seq = result.value.seq
      // The first comes when it has only just been looked at.
      if (this.#isLookDue || performance.now() >= this.#lookFromMs) await this.#lookAgain()
      if (!this.#isOver) this.#push({ __typename: 'StreamCheckpoint' })
    }
  }

  /** The log's next step, or undefined when a hint has come or the time is over. */
  async #stepWithin(waitMs: number | null) {
    this.#step ??= this.#steps.next()
    const woken = Promise.withResolvers<undefined>()
    this.#wake = () => woken.resolve(undefined)
    const timer = waitMs === null ? undefined : setTimeout(this.#wake, waitMs)
    try {
      const result = await Promise.race([this.#step, woken.promise])
      if (result) this.#step = undefined
      return result
    } finally {
      clearTimeout(timer)
    }
  }

  #lookNow(): Promise<readonly Shown[] | null> {
    // Before it is read: what is hinted at from now on may not be in it.
    this.#isLookDue = false
    this.#lookFromMs = Math.ceil((performance.now() + LOOK_EVERY_MS) / LOOK_GRID_MS) * LOOK_GRID_MS
    return this.look()
  }

  async #lookAgain(): Promise<void> {
    const news = await this.#lookNow()
    if (!news) return this.reset('PERMISSION_CHANGED')
    for (const one of news) this.#push(one)
  }

  async #showEntry(entry: LogEntry<Data>): Promise<void> {
    const shown = await this.show(entry)
    if (!shown) return this.reset('PERMISSION_CHANGED')
    this.#seq = entry.seq
    for (const one of shown) this.#push(one, entry.at)
  }

  #push(shown: Shown | Ending, at = this.#ctx.clock.now().toISOString()): void {
    this.#ready.push({ ...shown, cursor: this.cursorAt(this.#seq ?? 0), at })
  }
}

/**
 * Begins a stream, for a viewer who may see the thing.
 * @param cursor whether the client came with one, and whether it is one of this stream's
 * @throws what `refused` gives if there is no such thing, or not for this viewer. Who comes back with a cursor is told by
 * a StreamReset instead, as if it had happened while they watched.
 */
export async function beginWatching<Shown extends { readonly __typename: string }>(
  stream: WatchedStream<any, Shown>,
  cursor: 'none' | 'valid' | 'invalid',
  refused: () => Mistake,
): Promise<AsyncIterableIterator<Streamed<Shown>>> {
  try {
    // Said before anything is looked at: it tells nothing of the thing.
    if (cursor === 'invalid') stream.reset('CURSOR_INVALID')
    else if (!(await stream.isVisible())) {
      if (cursor === 'none') throw refused()
      stream.reset('PERMISSION_CHANGED')
    }
  } catch (error) {
    stream.leave()
    throw error
  }
  return leavable(
    () => stream.next(),
    () => stream.leave(),
  )
}

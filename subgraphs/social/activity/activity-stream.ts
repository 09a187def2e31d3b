import { encodeId } from '@varal/platform/global-ids'
import type { StreamStep } from '@varal/platform/live/follower'
import type { LogEntry } from '@varal/platform/live/topic-log'
import type { PostId } from '@varal/schema/ids'
import { postTopic, standingTopic } from '@varal/schema/live'
import type { CommentRow } from '../comments/tables.ts'
import type { CounterRow } from '../counters/tables.ts'
import type { Ctx } from '../loaders.ts'
import { canView, canViewComment } from '../policy.ts'
import type { PostRow } from '../posts/tables.ts'
import { type ActivityPosition, activityCursor } from './activity-cursor.ts'
import { type ActivityData, activityLogOf } from './activity-log.ts'
import { type SharedReads, sharedReads } from './shared-reads.ts'

/** Between two looks at a post: what changes in between is shown together. */
const LOOK_EVERY_MS = 250
/** Looks are due at multiples of this, so that streams that were woken together go on asking together. */
const LOOK_GRID_MS = 25

export type ActivityItem = { readonly cursor: string; readonly at: string } & Shown
type Shown =
  | { readonly __typename: 'CommentAdded'; readonly comment: CommentRow }
  | { readonly __typename: 'CommentRemoved'; readonly commentId: string }
  | { readonly __typename: 'PostCountsChanged'; readonly post: PostRow; readonly counters: readonly CounterRow[] }
  | { readonly __typename: 'StreamCheckpoint' }
  | { readonly __typename: 'StreamReset'; readonly reason: string }

/**
 * One open stream of a post. Comments are entries of its log. Counts are not: they are looked at when a hint comes, and at
 * each checkpoint in case it was lost, and shown if their version is not the one that the client's cursor names. So they
 * are never missed, however often the stream is cut, and a like writes nothing for those who watch. Each look and each
 * comment also asks whether the viewer may still see it.
 */
export class ActivityStream {
  readonly #postId: PostId
  readonly #ctx: Ctx
  readonly #reads: SharedReads
  readonly #hints: Disposable
  readonly #steps: AsyncIterableIterator<StreamStep<ActivityData>>
  /** A step that was asked for and has not come. */
  #step: Promise<IteratorResult<StreamStep<ActivityData>>> | undefined
  readonly #ready: ActivityItem[] = []
  /** Null until the first checkpoint says where a stream begins that begins now. */
  #seq: number | null
  #countsVersion: number | null
  #isLookDue = false
  /** Milliseconds of `performance.now()`. */
  #lookFromMs = 0
  #isOver = false
  #wake = () => {}

  /** Hears from the start, so that nothing falls between it and what is read. */
  constructor(postId: PostId, from: ActivityPosition | null, ctx: Ctx) {
    const { viewer, live, db } = ctx
    this.#postId = postId
    this.#ctx = ctx
    this.#reads = sharedReads(db)
    this.#seq = from?.seq ?? null
    this.#countsVersion = from?.countsVersion ?? null
    const topics = viewer.kind === 'user' ? [postTopic(postId), standingTopic(viewer.id)] : [postTopic(postId)]
    this.#hints = live.onHint(topics, () => this.#hear())
    this.#steps = live.follow(postTopic(postId), activityLogOf(db, postId), this.#seq)
  }

  /** To be asked first: whether the viewer may see the post at all. A stream that is resumed begins with what was missed of the counts. */
  async isVisible(): Promise<boolean> {
    const seen = await this.#look()
    if (seen && this.#seq === null) this.#countsVersion = versionOf(seen.counters)
    else if (seen) this.#showCounts(seen)
    return seen !== null
  }

  /** The next item; null at the end. To be called again only when the last call has ended. */
  async next(): Promise<ActivityItem | null> {
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
    this.#show({ __typename: 'StreamReset', reason })
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
      if (!this.#isOver) this.#show({ __typename: 'StreamCheckpoint' })
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

  /** The post and its counts, or null if the viewer may not see it. */
  async #look() {
    // Before it is read: what is hinted at from now on may not be in it.
    this.#isLookDue = false
    const { viewer } = this.#ctx
    this.#lookFromMs = Math.ceil((performance.now() + LOOK_EVERY_MS) / LOOK_GRID_MS) * LOOK_GRID_MS
    const [seen, counters] = await Promise.all([
      this.#reads.seen.load({ viewer, postId: this.#postId, personId: null }),
      this.#reads.counts.load(this.#postId),
    ])
    return seen && canView(viewer, seen.post) ? { post: seen.post, counters } : null
  }

  async #lookAgain(): Promise<void> {
    const seen = await this.#look()
    if (!seen) return this.reset('PERMISSION_CHANGED')
    this.#showCounts(seen)
  }

  #showCounts(seen: { readonly post: PostRow; readonly counters: readonly CounterRow[] }): void {
    const version = versionOf(seen.counters)
    if (version === this.#countsVersion) return
    this.#countsVersion = version
    this.#show({ __typename: 'PostCountsChanged', ...seen })
  }

  async #showEntry({ seq, at, data: { kind, commentId, authorId } }: LogEntry<ActivityData>): Promise<void> {
    const { viewer } = this.#ctx
    const [seen, comment] = await Promise.all([
      this.#reads.seen.load({ viewer, postId: this.#postId, personId: authorId }),
      kind === 'added' ? this.#reads.comment.load(commentId) : null,
    ])
    if (!seen || !canView(viewer, seen.post)) return this.reset('PERMISSION_CHANGED')
    this.#seq = seq
    if (!canViewComment(viewer, seen.post, seen.isPersonBlocked)) return
    if (kind === 'removed') this.#show({ __typename: 'CommentRemoved', commentId: encodeId('Comment', commentId) }, at)
    // One that has gone since is told of by a later entry.
    else if (comment) this.#show({ __typename: 'CommentAdded', comment }, at)
  }

  #show(shown: Shown, at = this.#ctx.clock.now().toISOString()): void {
    const position = { seq: this.#seq ?? 0, countsVersion: this.#countsVersion }
    this.#ready.push({ ...shown, cursor: activityCursor(this.#ctx, this.#postId, position), at })
  }
}

/** How often any of a post's counts has changed. */
const versionOf = (counters: readonly CounterRow[]) => counters.reduce((sum, { version }) => sum + version, 0)

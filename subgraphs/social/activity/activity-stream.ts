import { encodeId } from '@varal/platform/global-ids'
import type { LogEntry } from '@varal/platform/live/topic-log'
import type { PostId } from '@varal/schema/ids'
import { postTopic } from '@varal/schema/live'
import type { CommentRow } from '../comments/tables.ts'
import type { CounterRow } from '../counters/tables.ts'
import type { Ctx } from '../loaders.ts'
import { canRemoveComment, canView, canViewComment } from '../policy.ts'
import type { PostRow } from '../posts/tables.ts'
import { type Streamed, WatchedStream } from '../watched-stream.ts'
import { type ActivityPosition, activityCursor } from './activity-cursor.ts'
import { type ActivityData, activityLogOf } from './activity-log.ts'
import { type SharedReads, sharedReads } from './shared-reads.ts'

export type ActivityItem = Streamed<Shown>
type Shown =
  | { readonly __typename: 'CommentAdded'; readonly comment: CommentRow }
  | { readonly __typename: 'CommentChanged'; readonly comment: CommentRow }
  | { readonly __typename: 'CommentRemoved'; readonly commentId: string }
  | { readonly __typename: 'PostCountsChanged'; readonly post: PostRow; readonly counters: readonly CounterRow[] }

/**
 * One open stream of a post. Comments are entries of its log. Counts are not: they are looked at, and shown if their
 * version is not the one that the client's cursor names. So they are never missed, however often the stream is cut, and a
 * like writes nothing for those who watch.
 */
export class ActivityStream extends WatchedStream<ActivityData, Shown> {
  readonly #postId: PostId
  readonly #ctx: Ctx
  readonly #reads: SharedReads
  #countsVersion: number | null
  /** Whether the client has not yet been told of any counts, and knows them from elsewhere. */
  #isFirstLook: boolean

  constructor(postId: PostId, from: ActivityPosition | null, ctx: Ctx) {
    super(postTopic(postId), activityLogOf(ctx.db, postId), from?.seq ?? null, ctx)
    this.#postId = postId
    this.#ctx = ctx
    this.#reads = sharedReads(ctx.db)
    this.#countsVersion = from?.countsVersion ?? null
    this.#isFirstLook = from === null
  }

  protected override async look(): Promise<Shown[] | null> {
    const { viewer } = this.#ctx
    const [seen, counters] = await Promise.all([
      this.#reads.seen.load({ viewer, postId: this.#postId, personId: null }),
      this.#reads.counts.load(this.#postId),
    ])
    if (!seen || !canView(viewer, seen.post)) return null
    const version = versionOf(counters)
    const isNew = version !== this.#countsVersion && !this.#isFirstLook
    this.#countsVersion = version
    this.#isFirstLook = false
    return isNew ? [{ __typename: 'PostCountsChanged', post: seen.post, counters }] : []
  }

  protected override async show({ data }: LogEntry<ActivityData>): Promise<Shown[] | null> {
    const { kind, commentId, authorId } = data
    const { viewer } = this.#ctx
    const isGone = kind === 'removed' || kind === 'hidden-removed'
    const [seen, found] = await Promise.all([
      this.#reads.seen.load({ viewer, postId: this.#postId, personId: authorId }),
      isGone ? null : this.#reads.comment.load(commentId),
    ])
    if (!seen || !canView(viewer, seen.post)) return null
    if (seen.isPersonBlocked || seen.isPersonMuted) return []
    const removed: Shown = { __typename: 'CommentRemoved', commentId: encodeId('Comment', commentId) }
    if (isGone) return kind === 'removed' || canRemoveComment(viewer, seen.post, authorId) ? [removed] : []
    // As it is now: it may have changed again since, or gone.
    const comment = found?.deletedAt === null ? found : null
    if (!comment || !canViewComment(viewer, seen.post, { ...comment, isBlocked: false }))
      return kind === 'added' ? [] : [removed]
    return [{ __typename: kind === 'added' ? 'CommentAdded' : 'CommentChanged', comment }]
  }

  protected override cursorAt(seq: number): string {
    return activityCursor(this.#ctx, this.#postId, { seq, countsVersion: this.#countsVersion })
  }
}

/** How often any of a post's counts has changed. */
const versionOf = (counters: readonly CounterRow[]) => counters.reduce((sum, { version }) => sum + version, 0)

import { among, type Db } from '@varal/platform/db'
import { type Shared, together } from '@varal/platform/load'
import type { Viewer } from '@varal/platform/viewer'
import type { CommentId, PostId, UserId } from '@varal/schema/ids'
import { and, eq, getTableColumns, ne, sql } from 'drizzle-orm'
import { type CommentRow, comments } from '../comments/tables.ts'
import { counts } from '../counters/reads.ts'
import type { CounterRow } from '../counters/tables.ts'
import type { PostFacts } from '../policy.ts'
import { type PostRow, posts } from '../posts/tables.ts'
import { doesFollow, isBlockBetween, isMutedBy, isPrivate } from '../standing.ts'

/** Whether a viewer may see a post, and what a person did there. */
export interface Ask {
  readonly viewer: Viewer
  readonly postId: PostId
  /** Null if it is about the post alone. */
  readonly personId: UserId | null
}

/** What the policy needs to know for an ask. */
export interface Seen {
  readonly post: PostRow & PostFacts
  readonly isPersonBlocked: boolean
  /** By the viewer, everywhere. */
  readonly isPersonMuted: boolean
}

/** What the streams of a process ask, whoever watches. */
export interface SharedReads {
  /** Null if there is no such post. */
  readonly seen: Shared<Ask, Seen | null>
  readonly counts: Shared<PostId, readonly CounterRow[]>
  /** Null if it is gone. */
  readonly comment: Shared<CommentId, CommentRow | null>
}

const readsOf = new WeakMap<Db, SharedReads>()

/**
 * One event wakes thousands of streams at once: those of one process ask together, a statement for each thousand viewers,
 * and one for what is the same for all of them. Loaders of a request could not: each stream has its own.
 */
export function sharedReads(db: Db): SharedReads {
  const reads = readsOf.get(db) ?? {
    seen: together((asks: readonly Ask[]) => seenBy(db, asks), keyOf),
    counts: together((postIds: readonly PostId[]) => countersOf(db, postIds)),
    comment: together((ids: readonly CommentId[]) => commentsById(db, ids)),
  }
  readsOf.set(db, reads)
  return reads
}

async function countersOf(db: Db, postIds: readonly PostId[]): Promise<CounterRow[][]> {
  const rows = Map.groupBy(await counts(db)(postIds), (row) => row.subjectId)
  return postIds.map((postId) => rows.get(postId) ?? [])
}

async function commentsById(db: Db, ids: readonly CommentId[]): Promise<(CommentRow | null)[]> {
  const found = await db.select().from(comments).where(among(comments.id, ids))
  const rows = new Map(found.map((row) => [row.id, row]))
  return ids.map((id) => rows.get(id) ?? null)
}

const viewerId = (viewer: Viewer): UserId | null => (viewer.kind === 'user' ? viewer.id : null)
const keyOf = ({ viewer, postId, personId }: Ask) => `${viewerId(viewer)} ${postId} ${personId}`

/** One statement. */
async function seenBy(db: Db, asks: readonly Ask[]): Promise<(Seen | null)[]> {
  const viewer = sql`ask.viewer_id`
  const rows = await db
    .select({
      position: sql<number>`ask.position::int`,
      post: { ...getTableColumns(posts) },
      viewerFollows: doesFollow(viewer, posts.authorId),
      isBlocked: isBlockBetween(viewer, posts.authorId),
      isPrivate: isPrivate(posts.authorId),
      isPersonBlocked: isBlockBetween(viewer, sql`ask.person_id`),
      isPersonMuted: isMutedBy(viewer, sql`ask.person_id`),
    })
    .from(
      sql`unnest(
        ${sql.param(asks.map((ask) => viewerId(ask.viewer)))}::uuid[], ${sql.param(asks.map((ask) => ask.postId))}::uuid[],
        ${sql.param(asks.map((ask) => ask.personId))}::uuid[]
      ) with ordinality as ask (viewer_id, post_id, person_id, position)`,
    )
    // A repost has no activity: what it shows has.
    .innerJoin(posts, and(eq(posts.id, sql`ask.post_id`), ne(posts.kind, sql`'REPOST'`)))
  const byPosition = new Map(
    rows.map(({ position, post, viewerFollows, isBlocked, isPrivate, ...person }): [number, Seen] => [
      position - 1,
      { post: { ...post, viewerFollows, isBlocked, isPrivate }, ...person },
    ]),
  )
  return asks.map((_ask, index) => byPosition.get(index) ?? null)
}

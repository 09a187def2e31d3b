import type { Db } from '@varal/platform/db'
import { type Shared, together } from '@varal/platform/load'
import type { Actor } from '@varal/platform/viewer'
import type { PostId, UserId } from '@varal/schema/ids'
import { and, eq, ne, sql } from 'drizzle-orm'
import type { PostFacts } from '../policy.ts'
import { posts } from '../posts/tables.ts'
import { doesFollow, isBlockBetween, isMutedBy, isPrivate } from '../standing.ts'

/** Whether a viewer may see a post, and somebody who types there; null: the post alone. */
export interface Ask {
  readonly viewer: Actor
  readonly postId: PostId
  readonly typist: UserId | null
}

export interface Seen {
  readonly post: PostFacts
  readonly isTypistApart: boolean
}

const sharedOf = new WeakMap<Db, Shared<Ask, Seen | null>>()

/** One change wakes all streams of a post: they ask together, a statement for each thousand. Null if there is no such post. */
export function seenPosts(db: Db): Shared<Ask, Seen | null> {
  const keyOf = ({ viewer, postId, typist }: Ask) => `${viewer.id} ${postId} ${typist}`
  const shared = sharedOf.get(db) ?? together((asks: readonly Ask[]) => seenBy(db, asks), keyOf)
  sharedOf.set(db, shared)
  return shared
}

async function seenBy(db: Db, asks: readonly Ask[]): Promise<(Seen | null)[]> {
  const [viewer, typist] = [sql`ask.viewer_id`, sql`ask.typist_id`]
  const rows = await db
    .select({
      position: sql<number>`ask.position::int`,
      authorId: posts.authorId,
      visibility: posts.visibility,
      state: posts.state,
      viewerFollows: doesFollow(viewer, posts.authorId),
      isBlocked: isBlockBetween(viewer, posts.authorId),
      isPrivate: isPrivate(posts.authorId),
      isTypistApart: sql<boolean>`${isBlockBetween(viewer, typist)} or ${isMutedBy(viewer, typist)}`,
    })
    .from(
      sql`unnest(
        ${sql.param(asks.map((ask) => ask.viewer.id))}::uuid[], ${sql.param(asks.map((ask) => ask.postId))}::uuid[],
        ${sql.param(asks.map((ask) => ask.typist))}::uuid[]
      ) with ordinality as ask (viewer_id, post_id, typist_id, position)`,
    )
    // A repost has no presence: what it shows has.
    .innerJoin(posts, and(eq(posts.id, sql`ask.post_id`), ne(posts.kind, sql`'REPOST'`)))
  const byPosition = new Map(
    rows.map(({ position, isTypistApart, ...post }): [number, Seen] => [position - 1, { post, isTypistApart }]),
  )
  return asks.map((_ask, index) => byPosition.get(index) ?? null)
}

import type { Db } from '@varal/platform/db'
import { type Shared, together } from '@varal/platform/load'
import type { Viewer } from '@varal/platform/viewer'
import type { PostId, UserId } from '@varal/schema/ids'
import { eq, getTableColumns, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { audiences } from '../audience/tables.ts'
import type { PostFacts } from '../policy.ts'
import { type PostRow, posts } from '../posts/tables.ts'
import { doesFollow, isAway, isBlockBetween, isPrivate } from '../standing.ts'

const isHidden = (person: SQLWrapper): SQL<boolean> =>
  sql<boolean>`coalesce((select not discoverable from ${audiences} where person_id = ${person}), false)`

/** Whether the person in a column has an open account and may be found. Whether they are away is another question. */
export const isFindable = (person: SQLWrapper): SQL<boolean> =>
  sql<boolean>`not (${isPrivate(person)} or ${isHidden(person)})`

/** A post that a viewer may be shown. */
export interface Ask {
  readonly viewer: Viewer
  readonly postId: PostId
}

/** What there is to know of it. */
export interface Seen {
  readonly post: PostRow & PostFacts
  readonly isFindable: boolean
  readonly isAway: boolean
}

const sharedOf = new WeakMap<Db, Shared<Ask, Seen | null>>()

/** One event wakes all streams of a process: they ask together. A statement for each thousand; null if there is no such post. */
export function publicPosts(db: Db): Shared<Ask, Seen | null> {
  const shared = sharedOf.get(db) ?? together((asks: readonly Ask[]) => seenBy(db, asks), keyOf)
  sharedOf.set(db, shared)
  return shared
}

const viewerId = (viewer: Viewer): UserId | null => (viewer.kind === 'user' ? viewer.id : null)
const keyOf = ({ viewer, postId }: Ask) => `${viewerId(viewer)} ${postId}`

async function seenBy(db: Db, asks: readonly Ask[]): Promise<(Seen | null)[]> {
  const viewer = sql`ask.viewer_id`
  const rows = await db
    .select({
      position: sql<number>`ask.position::int`,
      post: getTableColumns(posts),
      viewerFollows: doesFollow(viewer, posts.authorId),
      isBlocked: isBlockBetween(viewer, posts.authorId),
      isPrivate: isPrivate(posts.authorId),
      isFindable: isFindable(posts.authorId),
      isAway: isAway(posts.authorId),
    })
    .from(
      sql`unnest(
        ${sql.param(asks.map((ask) => viewerId(ask.viewer)))}::uuid[], ${sql.param(asks.map((ask) => ask.postId))}::uuid[]
      ) with ordinality as ask (viewer_id, post_id, position)`,
    )
    .innerJoin(posts, eq(posts.id, sql`ask.post_id`))
  const byPosition = new Map(
    rows.map(({ position, post, isFindable, isAway, ...standing }): [number, Seen] => [
      position - 1,
      { post: { ...post, ...standing }, isFindable, isAway },
    ]),
  )
  return asks.map((_ask, index) => byPosition.get(index) ?? null)
}

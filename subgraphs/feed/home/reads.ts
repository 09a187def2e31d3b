import { among, type Db } from '@varal/platform/db'
import type { PageRequest } from '@varal/platform/page'
import type { Viewer } from '@varal/platform/viewer'
import type { FeedItemId, PostId, UserId } from '@varal/schema/ids'
import { and, desc, eq, isNull, lt, or, sql } from 'drizzle-orm'
import { isShownTo } from '../limits/reads.ts'
import { isHere } from '../people/reads.ts'
import { homeLog } from './tables.ts'

/** What a timeline shows: added, and not removed since. */
export const onTimeline = and(eq(homeLog.kind, 'added'), isNull(homeLog.removedAt))

const item = {
  id: homeLog.itemId,
  postId: homeLog.postId,
  authorId: homeLog.authorId,
  deliveredAt: homeLog.at,
  seq: homeLog.seq,
  reason: homeLog.reason,
  sourceId: homeLog.sourceId,
}

/**
 * What may be shown now: nothing of people who are away, nor what they reposted, and of what came another way than from its
 * author nothing that is for followers by now. A condition of few look-ups, for what depends on others may change at any
 * moment, for a thousand items or a million.
 */
const isShown = and(
  isHere(sql`${homeLog.authorId}`),
  or(
    eq(homeLog.reason, 'AUTHOR'),
    and(
      isHere(sql`${homeLog.sourceId}`),
      isShownTo(sql`${homeLog.ownerId}`, sql`${homeLog.postId}`, sql`${homeLog.authorId}`),
    ),
  ),
)

/** Newest first. `after` is a position in the order of delivery. */
export const homePage = (db: Db, owner: UserId, { first, after }: PageRequest<number>) =>
  db
    .select(item)
    .from(homeLog)
    .where(and(eq(homeLog.ownerId, owner), onTimeline, isShown, after === null ? undefined : lt(homeLog.seq, after)))
    .orderBy(desc(homeLog.seq))
    .limit(first + 1)

/** Only what is on the viewer's own timeline: other items have no row. */
export const ownItems = (db: Db, viewer: Viewer) => async (ids: readonly FeedItemId[]) =>
  viewer.kind === 'anonymous'
    ? []
    : db
        .select(item)
        .from(homeLog)
        .where(and(among(homeLog.itemId, ids), onTimeline, isShown, eq(homeLog.ownerId, viewer.id)))

/** Which of the posts are on the owner's timeline. */
export const postsOnTimeline = (db: Db, owner: UserId) => (postIds: readonly PostId[]) =>
  db
    .select({ postId: homeLog.postId })
    .from(homeLog)
    .where(and(among(homeLog.postId, postIds), onTimeline, eq(homeLog.ownerId, owner)))

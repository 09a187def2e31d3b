import { among, type Db } from '@varal/platform/db'
import type { Viewer } from '@varal/platform/viewer'
import type { ListId, UserId } from '@varal/schema/ids'
import { and, desc, eq, sql } from 'drizzle-orm'
import { forEach, type ListRequest, olderThan, parentId } from '../chronological.ts'
import { isOriginalSeen } from '../posts/reads.ts'
import { posts } from '../posts/tables.ts'
import { notBlocked, notMutedAtAll, visibilitiesSeen } from '../standing.ts'
import { type ListRow, listMembers, lists } from './tables.ts'

/** Those of the lists that are the viewer's. */
export const ownLists =
  (db: Db, viewer: Viewer) =>
  async (ids: readonly ListId[]): Promise<ListRow[]> =>
    viewer.kind === 'anonymous'
      ? []
      : db
          .select()
          .from(lists)
          .where(and(among(lists.id, ids), eq(lists.ownerId, viewer.id)))

/** A page of a person's lists, the newest first. */
export const listsOf = (db: Db) => (ownerId: UserId, request: ListRequest) =>
  db
    .select()
    .from(lists)
    .where(and(eq(lists.ownerId, ownerId), olderThan(request, lists.createdAt, lists.id)))
    .orderBy(desc(lists.createdAt), desc(lists.id))
    .limit(request.first + 1)

/** A page of who is on each list, the latest first. The lists are the viewer's. */
export const membersOfLists = (db: Db, viewer: Viewer) => (listIds: readonly ListId[], request: ListRequest) => {
  const page = db
    .select()
    .from(listMembers)
    .where(
      and(
        eq(listMembers.listId, parentId),
        olderThan(request, listMembers.addedAt, listMembers.memberId),
        notBlocked(viewer, listMembers.memberId),
      ),
    )
    .orderBy(desc(listMembers.addedAt), desc(listMembers.memberId))
    .limit(request.first + 1)
  return forEach(db, listIds, page, sql`page.added_at desc, page.member_id desc`)
}

/**
 * A page of what the people on each list have published, newest first, of what the viewer sees and has not muted. The
 * lists are the viewer's. One statement; of each member and visibility it reads the beginning of one stretch of the index,
 * at most `first + 1` posts.
 */
export const postsOfLists = (db: Db, viewer: Viewer) => (listIds: readonly ListId[], request: ListRequest) => {
  const newest = db
    .select()
    .from(posts)
    .where(
      and(
        eq(posts.authorId, listMembers.memberId),
        eq(posts.visibility, sql`seen.visibility`),
        eq(posts.state, sql`'PUBLISHED'`),
        olderThan(request, posts.publishedAt, posts.id),
        isOriginalSeen(viewer),
      ),
    )
    .orderBy(desc(posts.publishedAt), desc(posts.id))
    .limit(request.first + 1)
    .as('newest')
  const page = db
    .select({ ...newest._.selectedFields, listId: sql<ListId>`${listMembers.listId}`.as('list_id') })
    .from(listMembers)
    .crossJoinLateral(sql`unnest(${visibilitiesSeen(viewer, listMembers.memberId)}) as seen(visibility)`)
    .crossJoinLateral(newest)
    .where(and(eq(listMembers.listId, parentId), notMutedAtAll(viewer, listMembers.memberId)))
    .orderBy(desc(newest.publishedAt), desc(newest.id))
    .limit(request.first + 1)
  return forEach(db, listIds, page, sql`page.published_at desc, page.id desc`)
}

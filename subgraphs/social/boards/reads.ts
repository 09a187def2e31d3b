import { among, type Db } from '@varal/platform/db'
import type { Viewer } from '@varal/platform/viewer'
import type { BoardId, UserId } from '@varal/schema/ids'
import { and, desc, eq, getTableColumns, sql } from 'drizzle-orm'
import { forEach, type ListRequest, olderThan, parentId } from '../chronological.ts'
import { canViewBoard } from '../policy.ts'
import { isBlocked, privaciesSeen } from '../standing.ts'
import { type BoardRow, boards } from './tables.ts'

/** The columns of `BoardFacts`, for a statement that has `boards` in it. */
export const boardFacts = (viewer: Viewer) => ({
  ownerId: boards.ownerId,
  privacy: boards.privacy,
  isBlocked: isBlocked(viewer, boards.ownerId),
})

/** Those of the boards that the viewer sees. */
export const visibleBoards =
  (db: Db, viewer: Viewer) =>
  async (ids: readonly BoardId[]): Promise<BoardRow[]> => {
    const rows = await db
      .select({ ...getTableColumns(boards), ...boardFacts(viewer) })
      .from(boards)
      .where(among(boards.id, ids))
    return rows.filter((row) => canViewBoard(viewer, row))
  }

/** A page of the boards of each person, newest first, of those that the viewer sees: as `postsOfAuthors`. */
export const boardsOfOwners = (db: Db, viewer: Viewer) => (owners: readonly UserId[], request: ListRequest) => {
  const newest = db
    .select()
    .from(boards)
    .where(
      and(
        eq(boards.ownerId, parentId),
        eq(boards.privacy, sql`seen.privacy`),
        olderThan(request, boards.createdAt, boards.id),
      ),
    )
    .orderBy(desc(boards.createdAt), desc(boards.id))
    .limit(request.first + 1)
    .as('newest')
  const page = db
    .select(newest._.selectedFields)
    .from(sql`unnest(${privaciesSeen(viewer, parentId)}) as seen(privacy)`)
    .crossJoinLateral(newest)
    .orderBy(desc(newest.createdAt), desc(newest.id))
    .limit(request.first + 1)
  return forEach(db, owners, page, sql`page.created_at desc, page.id desc`)
}

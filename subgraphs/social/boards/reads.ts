import { among, type Db } from '@varal/platform/db'
import type { Viewer } from '@varal/platform/viewer'
import type { BoardId, UserId } from '@varal/schema/ids'
import { and, asc, desc, eq, getTableColumns, isNull, type SQLWrapper, sql } from 'drizzle-orm'
import { forEach, type ListRequest, olderThan, parentId } from '../chronological.ts'
import { type BoardFacts, canViewBoard } from '../policy.ts'
import { privaciesSeen, standingTo, viewerRole } from '../standing.ts'
import { type BoardRow, boardFollows, boards } from './tables.ts'

/** A board, and all that decides what the viewer may do there. */
export type JudgedBoard = BoardRow & BoardFacts

/**
 * The columns of `BoardFacts`, for a statement that has `boards` in it.
 * @param owner if all of them are one person's: then the standing is looked up once
 */
export const boardFacts = (viewer: Viewer, owner: SQLWrapper = boards.ownerId) => {
  const { viewerFollows, isBlocked, isPrivate } = standingTo(viewer, owner)
  return {
    ownerId: boards.ownerId,
    privacy: boards.privacy,
    removedAt: boards.removedAt,
    role: viewerRole(viewer, boards.id).as('role'),
    viewerFollows: viewerFollows.as('viewer_follows'),
    isBlocked: isBlocked.as('is_blocked'),
    isPrivate: isPrivate.as('is_private'),
  }
}

/** The columns of a `JudgedBoard`. */
export const judgedColumns = (viewer: Viewer, owner?: SQLWrapper) => ({
  ...getTableColumns(boards),
  ...boardFacts(viewer, owner),
})

/** Those of the boards that the viewer sees. */
export const visibleBoards =
  (db: Db, viewer: Viewer) =>
  async (ids: readonly BoardId[]): Promise<JudgedBoard[]> => {
    const rows = await db.select(judgedColumns(viewer)).from(boards).where(among(boards.id, ids))
    return rows.filter((row) => canViewBoard(viewer, row))
  }

/**
 * Those of the boards that the viewer sees, held until the transaction ends, and locked in the order of their ids.
 * @param hold `key share`: they are neither edited nor deleted meanwhile. `update`: nor does anybody save there, arrange
 * their pins, or take part anew.
 */
export async function heldBoards(
  db: Db,
  viewer: Viewer,
  ids: readonly BoardId[],
  hold: 'key share' | 'update',
): Promise<JudgedBoard[]> {
  const rows = await db
    .select(judgedColumns(viewer))
    .from(boards)
    .where(among(boards.id, ids))
    .orderBy(asc(boards.id))
    .for(hold, { of: boards })
  return rows.filter((row) => canViewBoard(viewer, row))
}

/** For the use cases that act on one board: null if there is none, or not for this viewer. */
export async function heldBoard(db: Db, viewer: Viewer, id: BoardId, hold: 'key share' | 'update') {
  const [board] = await heldBoards(db, viewer, [id], hold)
  return board ?? null
}

export const boardOrders = { NEWEST: 'createdAt', RECENTLY_SAVED: 'activeAt' } as const
export type BoardOrder = keyof typeof boardOrders

/**
 * A page of the boards of each person, of those that the viewer sees: as `postsOfAuthors`. Of boards that are seen with a
 * role only, each of the person's may have to be looked at; there are at most 2,000.
 */
export const boardsOfOwners =
  (db: Db, viewer: Viewer, order: BoardOrder = 'NEWEST') =>
  (owners: readonly UserId[], request: ListRequest) => {
    const at = boards[boardOrders[order]]
    const newest = db
      .select(judgedColumns(viewer, parentId))
      .from(boards)
      .where(
        and(
          eq(boards.ownerId, parentId),
          eq(boards.privacy, sql`seen.privacy`),
          olderThan(request, at, boards.id),
          viewer.kind === 'anonymous'
            ? isNull(boards.removedAt)
            : sql`(${boards.removedAt} is null or ${boards.ownerId} = ${viewer.id}::uuid)`,
          sql`(seen.by_all or ${viewerRole(viewer, boards.id)} is not null)`,
        ),
      )
      .orderBy(desc(at), desc(boards.id))
      .limit(request.first + 1)
      .as('newest')
    const withRole = privaciesSeen(viewer, parentId, viewer.kind === 'anonymous' ? null : 'VIEWER')
    const page = db
      .select(newest._.selectedFields)
      .from(
        sql`(select privacy, privacy = any(${privaciesSeen(viewer, parentId, null)}) as by_all
          from unnest(${withRole}) as privacy) as seen`,
      )
      .crossJoinLateral(newest)
      .orderBy(desc(newest[boardOrders[order]]), desc(newest.id))
      .limit(request.first + 1)
    return forEach<JudgedBoard>(db, owners, page as never, sql`page.${sql.identifier(at.name)} desc, page.id desc`)
  }

/** Which of the boards the viewer follows. */
export const followedBoards = (db: Db, viewer: Viewer) => async (ids: readonly BoardId[]) =>
  viewer.kind === 'anonymous'
    ? []
    : db
        .select()
        .from(boardFollows)
        .where(and(eq(boardFollows.userId, viewer.id), among(boardFollows.boardId, ids)))

import { among, type Db } from '@varal/platform/db'
import type { Viewer } from '@varal/platform/viewer'
import type { BoardId, PinId, PostId } from '@varal/schema/ids'
import { and, desc, eq, getTableColumns, sql } from 'drizzle-orm'
import { boardFacts } from '../boards/reads.ts'
import { boards } from '../boards/tables.ts'
import { forEach, type ListRequest, olderThan, parentId } from '../chronological.ts'
import { likes } from '../likes/tables.ts'
import { canViewBoard } from '../policy.ts'
import { type PinRow, pins } from './tables.ts'

/** Those of the pins whose board the viewer sees. */
export const visiblePins =
  (db: Db, viewer: Viewer) =>
  async (ids: readonly PinId[]): Promise<PinRow[]> => {
    const rows = await db
      .select({ pin: getTableColumns(pins), board: boardFacts(viewer) })
      .from(pins)
      .innerJoin(boards, eq(boards.id, pins.boardId))
      .where(among(pins.id, ids))
    return rows.filter((row) => canViewBoard(viewer, row.board)).map((row) => row.pin)
  }

/** A page of the pins of each board, the most recently saved first. The boards are ones that the viewer sees. */
export const pinsOfBoards = (db: Db) => (boardIds: readonly BoardId[], request: ListRequest) => {
  const page = db
    .select()
    .from(pins)
    .where(and(eq(pins.boardId, parentId), olderThan(request, pins.savedAt, pins.id)))
    .orderBy(desc(pins.savedAt), desc(pins.id))
    .limit(request.first + 1)
  return forEach(db, boardIds, page, sql`page.saved_at desc, page.id desc`)
}

const SAVED_IN_MAX = 50

/** Whether the viewer likes each post, and on which of the viewer's boards it is: a row for each board, or one without. */
export const viewerStates = (db: Db, viewer: Viewer) => (postIds: readonly PostId[]) => {
  const viewerId = viewer.kind === 'user' ? viewer.id : null
  const savedIn = db
    .select(getTableColumns(boards))
    .from(pins)
    .innerJoin(boards, eq(boards.id, pins.boardId))
    .where(and(eq(pins.savedBy, sql`${viewerId}::uuid`), eq(pins.postId, parentId)))
    .orderBy(desc(pins.savedAt))
    .limit(SAVED_IN_MAX)
    .as('saved_in')
  return db
    .select({
      postId: sql<PostId>`${parentId}`,
      liked: sql<boolean>`exists (select from ${likes} where post_id = ${parentId} and user_id = ${viewerId}::uuid)`,
      board: savedIn._.selectedFields,
    })
    .from(sql`unnest(${sql.param([...postIds])}::uuid[]) as parent(id)`)
    .leftJoinLateral(savedIn, sql`true`)
}

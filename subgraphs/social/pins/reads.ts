import { among, type Db } from '@varal/platform/db'
import type { Viewer } from '@varal/platform/viewer'
import type { PinId, PostId } from '@varal/schema/ids'
import { and, asc, desc, eq, getTableColumns, type SQL, sql } from 'drizzle-orm'
import { boardFacts, judgedColumns } from '../boards/reads.ts'
import { boards } from '../boards/tables.ts'
import { forEach, type ListRequest, newerThan, olderThan, parentId } from '../chronological.ts'
import { likes } from '../likes/tables.ts'
import { canViewPin } from '../policy.ts'
import { isBlocked } from '../standing.ts'
import { type PinRow, pins } from './tables.ts'

/** Those of the pins that the viewer sees. */
export const visiblePins =
  (db: Db, viewer: Viewer) =>
  async (ids: readonly PinId[]): Promise<PinRow[]> => {
    const rows = await db
      .select({
        pin: getTableColumns(pins),
        board: boardFacts(viewer),
        isSaverBlocked: isBlocked(viewer, pins.savedBy),
      })
      .from(pins)
      .innerJoin(boards, eq(boards.id, pins.boardId))
      .where(among(pins.id, ids))
    return rows.filter((row) => canViewPin(viewer, row.board, row.isSaverBlocked)).map((row) => row.pin)
  }

/** The orders of a board's pins: what sorts them, in the pin and in the page, and what comes after a position. */
const orders = {
  NEWEST: {
    by: [desc(pins.savedAt), desc(pins.id)],
    page: sql`page.saved_at desc, page.id desc`,
    after: (request: ListRequest) => olderThan(request, pins.savedAt, pins.id),
  },
  OLDEST: {
    by: [asc(pins.savedAt), asc(pins.id)],
    page: sql`page.saved_at, page.id`,
    after: (request: ListRequest) => newerThan(request, pins.savedAt, pins.id),
  },
  MANUAL: {
    by: [desc(pins.place), desc(pins.id)],
    page: sql`page.place desc, page.id desc`,
    after: ({ after }: ListRequest) =>
      after ? sql`(${pins.place}, ${pins.id}) < (${after[0]} collate "C", ${after[1]}::uuid)` : undefined,
  },
}
export type PinOrder = keyof typeof orders
export const pinOrders = Object.keys(orders) as PinOrder[]

/**
 * A page of the pins of each board, or of each section. They are ones that the viewer sees. In MANUAL order a position is
 * a place and an id.
 */
export const pinsOf =
  (of: 'boardId' | 'sectionId', order: PinOrder) =>
  (db: Db, viewer: Viewer) =>
  (parents: readonly string[], request: ListRequest) => {
    const { by, page: pageOrder, after } = orders[order]
    const page = db
      .select()
      .from(pins)
      .where(and(eq(pins[of], parentId), after(request), saverIsSeen(viewer)))
      .orderBy(...by)
      .limit(request.first + 1)
    return forEach<PinRow>(db, parents, page, pageOrder)
  }

/** `canViewPin`, on a board that the viewer sees. */
const saverIsSeen = (viewer: Viewer): SQL =>
  viewer.kind === 'anonymous'
    ? sql`not ${isBlocked(viewer, pins.savedBy)}`
    : sql`(not ${isBlocked(viewer, pins.savedBy)} or exists (
        select from ${boards} where ${boards.id} = ${pins.boardId} and ${boards.ownerId} = ${viewer.id}::uuid))`

const SAVED_IN_MAX = 50

/** Whether the viewer likes each post, and on which boards the viewer keeps it: a row for each board, or one without. */
export const viewerStates = (db: Db, viewer: Viewer) => (postIds: readonly PostId[]) => {
  const viewerId = viewer.kind === 'user' ? viewer.id : null
  const savedIn = db
    .select(judgedColumns(viewer))
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

import { among, type Db } from '@varal/platform/db'
import type { Viewer } from '@varal/platform/viewer'
import type { PinId } from '@varal/schema/ids'
import { asc, eq, getTableColumns } from 'drizzle-orm'
import { boardFacts } from '../boards/reads.ts'
import { boards } from '../boards/tables.ts'
import { type BoardFacts, canViewPin } from '../policy.ts'
import { posts } from '../posts/tables.ts'
import { isBlocked } from '../standing.ts'
import { type PinRow, pins } from './tables.ts'

/** A pin with what decides who may do what with it, and what its facts tell. */
export interface JudgedPin extends PinRow {
  readonly board: BoardFacts
  readonly authorId: typeof posts.$inferSelect.authorId
}

/** For use cases: those of the pins that the viewer sees, locked until the transaction ends, in the order of their ids. */
export async function heldPins(db: Db, viewer: Viewer, ids: readonly PinId[]): Promise<JudgedPin[]> {
  const rows = await db
    .select({
      pin: getTableColumns(pins),
      board: boardFacts(viewer),
      isSaverBlocked: isBlocked(viewer, pins.savedBy),
      authorId: posts.authorId,
    })
    .from(pins)
    .innerJoin(boards, eq(boards.id, pins.boardId))
    .innerJoin(posts, eq(posts.id, pins.postId))
    .where(among(pins.id, ids))
    .orderBy(asc(pins.id))
    .for('update', { of: pins })
  return rows
    .filter((row) => canViewPin(viewer, row.board, row.isSaverBlocked))
    .map(({ pin, board, authorId }) => ({ ...pin, board, authorId }))
}

/** What the facts of a pin that comes or goes tell. */
export const toldOf = (
  pin: Pick<JudgedPin, 'id' | 'boardId' | 'postId' | 'authorId' | 'savedBy' | 'isSecret' | 'sectionId'>,
) => ({
  ...{ pinId: pin.id, boardId: pin.boardId, postId: pin.postId, authorId: pin.authorId },
  ...{ userId: pin.savedBy, isSecret: pin.isSecret, sectionId: pin.sectionId },
})

import type { Work } from '@varal/platform/work'
import type { BoardId } from '@varal/schema/ids'
import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import { boards } from './tables.ts'

/** For moderators: nobody but its owner sees the board any more. */
export const withholdBoard = (work: Work, id: BoardId): Promise<void> => setRemoved(work, id, true)

/** Takes it back. */
export const releaseBoard = (work: Work, id: BoardId): Promise<void> => setRemoved(work, id, false)

async function setRemoved(work: Work, id: BoardId, isRemoved: boolean): Promise<void> {
  const [board] = await work.db
    .update(boards)
    .set({ removedAt: isRemoved ? work.at : null, version: sql`${boards.version} + 1` })
    .where(and(eq(boards.id, id), isRemoved ? isNull(boards.removedAt) : isNotNull(boards.removedAt)))
    .returning({ boardId: boards.id, ownerId: boards.ownerId })
  if (board) work.announce(isRemoved ? 'social.board.withheld' : 'social.board.released', board)
}

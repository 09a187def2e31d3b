import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { BoardId } from '@varal/schema/ids'
import { and, eq } from 'drizzle-orm'
import type { z } from 'zod'
import type { followBoardInput } from './follow-board.ts'
import { heldBoard } from './reads.ts'
import { boardFollows } from './tables.ts'

/** Ends following, if there is any. */
export async function unfollowBoard(
  work: Work,
  actor: Actor,
  { boardId }: z.output<typeof followBoardInput>,
): Promise<Outcome<{ board: { id: BoardId } }>> {
  const board = await heldBoard(work.db, actor, boardId, 'key share')
  if (!board) return refuse('NOT_FOUND', ['input', 'boardId'])

  const removed = await work.db
    .delete(boardFollows)
    .where(and(eq(boardFollows.boardId, boardId), eq(boardFollows.userId, actor.id)))
    .returning({ boardId: boardFollows.boardId })
  if (removed.length > 0)
    work.announce('social.board.unfollowed', { boardId, ownerId: board.ownerId, userId: actor.id })
  return { board: { id: boardId } }
}

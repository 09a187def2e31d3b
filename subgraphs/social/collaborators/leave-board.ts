import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { BoardId } from '@varal/schema/ids'
import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { heldBoard } from '../boards/reads.ts'
import { collaborators } from './tables.ts'

export const leaveBoardInput = z.object({ boardId: globalId('Board') })

/** What they saved stays on the board. An invitation is answered instead. */
export async function leaveBoard(
  work: Work,
  actor: Actor,
  { boardId }: z.output<typeof leaveBoardInput>,
): Promise<Outcome<{ leftBoardId: BoardId }>> {
  const board = await heldBoard(work.db, actor, boardId, 'key share')
  if (!board?.role) return refuse('NOT_FOUND', ['input', 'boardId'])
  const { rowCount } = await work.db
    .delete(collaborators)
    .where(and(eq(collaborators.boardId, boardId), eq(collaborators.userId, actor.id)))
  // Somebody removed them between the two statements.
  if (!rowCount) return refuse('NOT_FOUND', ['input', 'boardId'])
  work.announce('social.collaborator.left', { boardId, ownerId: board.ownerId, userId: actor.id })
  return { leftBoardId: boardId }
}

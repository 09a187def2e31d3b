import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { BoardId } from '@varal/schema/ids'
import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { managedBoard } from './managed-board.ts'
import { collaborators } from './tables.ts'

export const removeCollaboratorInput = z.object({ boardId: globalId('Board'), userId: globalId('User') })

/** Also takes back an invitation. What they saved stays on the board. */
export async function removeCollaborator(
  work: Work,
  actor: Actor,
  { boardId, userId }: z.output<typeof removeCollaboratorInput>,
): Promise<Outcome<{ board: { id: BoardId } }>> {
  const board = await managedBoard(work, actor, boardId)
  if (!board) return refuse('NOT_FOUND', ['input', 'boardId'])
  const { rowCount } = await work.db
    .delete(collaborators)
    .where(and(eq(collaborators.boardId, boardId), eq(collaborators.userId, userId)))
  if (!rowCount) return refuse('NOT_FOUND', ['input', 'userId'])
  work.announce('social.collaborator.left', { boardId, ownerId: board.ownerId, userId })
  return { board: { id: boardId } }
}

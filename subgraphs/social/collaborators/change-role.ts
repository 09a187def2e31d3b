import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import { and, eq } from 'drizzle-orm'
import type { z } from 'zod'
import type { inviteCollaboratorInput } from './invite-collaborator.ts'
import { managedBoard } from './managed-board.ts'
import { type CollaboratorRow, collaborators } from './tables.ts'

/** From the next thing on that they do. */
export async function changeRole(
  work: Work,
  actor: Actor,
  { boardId, userId, role }: z.output<typeof inviteCollaboratorInput>,
): Promise<Outcome<{ collaborator: CollaboratorRow }>> {
  const board = await managedBoard(work, actor, boardId)
  if (!board) return refuse('NOT_FOUND', ['input', 'boardId'])
  const [collaborator] = await work.db
    .update(collaborators)
    .set({ role })
    .where(and(eq(collaborators.boardId, boardId), eq(collaborators.userId, userId)))
    .returning()
  return collaborator ? { collaborator } : refuse('NOT_FOUND', ['input', 'userId'])
}

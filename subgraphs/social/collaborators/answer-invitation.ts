import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { BoardId } from '@varal/schema/ids'
import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { blocksBetween } from '../blocks/reads.ts'
import { boards } from '../boards/tables.ts'
import { collaborators } from './tables.ts'

export const answerInvitationInput = z.object({ boardId: globalId('Board'), accept: z.boolean() })

/** Takes part from now on, or never. Of an invitation that is not there any more nothing is said. */
export async function answerInvitation(
  work: Work,
  { id: userId }: Actor,
  { boardId, accept }: z.output<typeof answerInvitationInput>,
): Promise<Outcome<{ board: { id: BoardId } | null }>> {
  const notFound = refuse('NOT_FOUND', ['input', 'boardId'])
  const [board] = await work.db.select().from(boards).where(eq(boards.id, boardId)).for('key share')
  if (!board || (await blocksBetween(work.db, board.ownerId, userId)).length > 0) return notFound

  const open = and(
    eq(collaborators.boardId, boardId),
    eq(collaborators.userId, userId),
    isNull(collaborators.acceptedAt),
  )
  const { rowCount } = accept
    ? await work.db.update(collaborators).set({ acceptedAt: work.at }).where(open)
    : await work.db.delete(collaborators).where(open)
  if (!rowCount) return notFound
  const name = accept ? 'social.collaborator.joined' : 'social.collaborator.left'
  work.announce(name, { boardId, ownerId: board.ownerId, userId })
  return { board: accept ? { id: boardId } : null }
}

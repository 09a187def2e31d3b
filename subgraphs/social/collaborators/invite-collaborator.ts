import { globalId } from '@varal/platform/global-ids'
import { type Outcome, type Refusal, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { UserId } from '@varal/schema/ids'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { blocksBetween } from '../blocks/reads.ts'
import { knownPeople } from '../people/reads.ts'
import { boardRoles } from '../policy.ts'
import { managedBoard } from './managed-board.ts'
import { COLLABORATORS_MAX, collaborationsOf } from './reads.ts'
import { type CollaboratorRow, collaborators } from './tables.ts'

export const inviteCollaboratorInput = z.object({
  boardId: globalId('Board'),
  userId: globalId('User'),
  role: z.enum(boardRoles),
})

/** Inviting twice is inviting once, with the first role. `awaitPerson` goes before it. */
export async function inviteCollaborator(
  work: Work,
  actor: Actor,
  { boardId, userId, role }: z.output<typeof inviteCollaboratorInput>,
): Promise<Outcome<{ collaborator: CollaboratorRow }>> {
  const board = await managedBoard(work, actor, boardId)
  if (!board) return refuse('NOT_FOUND', ['input', 'boardId'])
  if (userId === board.ownerId) return refuse('ALREADY_EXISTS', ['input', 'userId'])
  const unwelcome = await unwelcomeFor(work, userId, [actor.id, board.ownerId])
  if (unwelcome) return unwelcome
  const [there] = await collaborationsOf(work.db, userId, [boardId])
  if (there) return { collaborator: there }
  if ((await work.db.$count(collaborators, eq(collaborators.boardId, boardId))) >= COLLABORATORS_MAX)
    return refuse('LIMIT_REACHED', ['input', 'boardId'])

  const collaborator = { boardId, userId, role, invitedAt: work.at, acceptedAt: null }
  await work.db.insert(collaborators).values(collaborator)
  work.announce('social.collaborator.invited', { boardId, ownerId: board.ownerId, userId, inviterId: actor.id })
  return { collaborator }
}

/** Who has blocked somebody is reminded of it; nobody learns of others' blocks. */
async function unwelcomeFor(
  work: Work,
  userId: UserId,
  hosts: readonly [actor: UserId, owner: UserId],
): Promise<Refusal | null> {
  const path = ['input', 'userId']
  if ((await knownPeople(work.db, [userId])).length === 0) return refuse('NOT_FOUND', path)
  for (const host of new Set(hosts)) {
    const between = await blocksBetween(work.db, host, userId)
    if (host === hosts[0] && between.some(({ blockerId }) => blockerId === host)) return refuse('BLOCKED', path)
    if (between.length > 0) return refuse('NOT_FOUND', path)
  }
  return null
}

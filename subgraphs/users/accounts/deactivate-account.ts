import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { SessionId } from '@varal/schema/ids'
import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { endSessions } from '../end-sessions.ts'
import { knownPassword } from '../own-password.ts'
import { profiles } from '../profiles/tables.ts'

export const deactivateAccountInput = z.object({ password: knownPassword })

/** Nobody finds the actor any more, who is signed out everywhere; signing in again undoes it: see `wakeAccount`. */
export async function deactivateAccount(
  work: Work,
  actor: Actor,
): Promise<Outcome<{ deactivatedAt: Date; endedSessionIds: SessionId[] }>> {
  const hidden = await work.db
    .update(profiles)
    .set({ deactivatedAt: work.at })
    .where(and(eq(profiles.id, actor.id), isNull(profiles.deactivatedAt)))
    .returning({ id: profiles.id })
  if (hidden.length === 0) return refuse('NOT_FOUND')
  const endedSessionIds = await endSessions(work, actor.id)
  work.announce('users.account.deactivated', { userId: actor.id })
  return { deactivatedAt: work.at, endedSessionIds }
}

import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { SessionId } from '@varal/schema/ids'
import { z } from 'zod'
import { hideAccount } from '../hide-account.ts'
import { knownPassword } from '../own-password.ts'

export const deactivateAccountInput = z.object({ password: knownPassword })

/** Nobody finds the actor any more, who is signed out everywhere; signing in again undoes it: see `wakeAccount`. */
export async function deactivateAccount(
  work: Work,
  actor: Actor,
): Promise<Outcome<{ deactivatedAt: Date; endedSessionIds: SessionId[] }>> {
  const endedSessionIds = await hideAccount(work, actor.id)
  return endedSessionIds ? { deactivatedAt: work.at, endedSessionIds } : refuse('NOT_FOUND')
}

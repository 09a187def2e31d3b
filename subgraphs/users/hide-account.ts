import type { Work } from '@varal/platform/work'
import type { SessionId, UserId } from '@varal/schema/ids'
import { and, eq, isNull } from 'drizzle-orm'
import { endSessions } from './end-sessions.ts'
import { profiles } from './profiles/tables.ts'

/**
 * From now on nobody finds the person, who is signed out everywhere. Signing in again undoes it: see `wakeAccount`. Null if it
 * is so already.
 */
export async function hideAccount(work: Work, userId: UserId): Promise<SessionId[] | null> {
  const hidden = await work.db
    .update(profiles)
    .set({ deactivatedAt: work.at })
    .where(and(eq(profiles.id, userId), isNull(profiles.deactivatedAt)))
    .returning({ id: profiles.id })
  if (hidden.length === 0) return null
  work.announce('users.account.deactivated', { userId })
  return endSessions(work, userId)
}

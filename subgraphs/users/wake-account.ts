import type { Work } from '@varal/platform/work'
import type { UserId } from '@varal/schema/ids'
import { and, eq, isNotNull } from 'drizzle-orm'
import { profiles } from './profiles/tables.ts'

/** Whoever signs in is there again for everybody, if they had deactivated their account. */
export async function wakeAccount(work: Work, userId: UserId): Promise<void> {
  const [woken] = await work.db
    .update(profiles)
    .set({ deactivatedAt: null })
    .where(and(eq(profiles.id, userId), isNotNull(profiles.deactivatedAt)))
    .returning({ handle: profiles.handle, displayName: profiles.displayName, bio: profiles.bio })
  if (woken) work.announce('users.account.reactivated', { userId, ...woken })
}

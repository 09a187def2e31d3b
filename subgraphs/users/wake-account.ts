import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Work } from '@varal/platform/work'
import type { UserId } from '@varal/schema/ids'
import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import { erasures } from './erasure/tables.ts'
import { profiles } from './profiles/tables.ts'

/**
 * Whoever signs in is there again for everybody, if they had deactivated their account or asked for its end; not if moderators
 * keep them out, nor once its erasure has begun. One statement for who was there all the time.
 */
export async function wakeAccount(work: Work, userId: UserId): Promise<Outcome<{ erasureCancelled: boolean }>> {
  const [woken] = await work.db
    .update(profiles)
    .set({
      deactivatedAt: sql`case when ${profiles.suspendedAt} is null then null else ${profiles.deactivatedAt} end`,
    })
    .where(and(eq(profiles.id, userId), isNotNull(profiles.deactivatedAt)))
    .returning({
      handle: profiles.handle,
      displayName: profiles.displayName,
      bio: profiles.bio,
      suspendedAt: profiles.suspendedAt,
    })
  if (!woken) return { erasureCancelled: false }
  const { suspendedAt, ...profile } = woken
  if (suspendedAt) return refuse('ACCOUNT_SUSPENDED')

  const cancelled = await work.db
    .update(erasures)
    .set({ cancelledAt: work.at, userId: null, reason: null })
    .where(and(eq(erasures.userId, userId), isNull(erasures.startedAt)))
    .returning({ id: erasures.id })
  // Of what is being erased nobody is told any more that it was there.
  const left = await work.db.select({ id: erasures.id }).from(erasures).where(eq(erasures.userId, userId))
  if (left.length > 0) return refuse('CREDENTIALS_INVALID')

  work.announce('users.account.reactivated', { userId, ...profile })
  return { erasureCancelled: cancelled.length > 0 }
}

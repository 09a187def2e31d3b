import type { Work } from '@varal/platform/work'
import type { UserId } from '@varal/schema/ids'
import { and, eq, type SQL } from 'drizzle-orm'
import { followRequests } from './tables.ts'

/** The one's request to follow the other. */
export const requestOf = (followerId: UserId, followeeId: UserId): SQL | undefined =>
  and(eq(followRequests.followerId, followerId), eq(followRequests.followeeId, followeeId))

/**
 * Takes requests away, unanswered or declined. Goes before follows are ended: a request that is accepted at this moment is
 * waited for, and what it began is then seen.
 */
export async function withdrawRequests(work: Work, which: SQL | undefined): Promise<number> {
  const gone = await work.db
    .delete(followRequests)
    .where(which)
    .returning({ followerId: followRequests.followerId, followeeId: followRequests.followeeId })
  for (const request of gone) work.announce('social.follow.withdrawn', request)
  return gone.length
}

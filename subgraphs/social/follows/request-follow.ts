import type { Work } from '@varal/platform/work'
import type { UserId } from '@varal/schema/ids'
import { and, eq } from 'drizzle-orm'
import { followRequests } from './tables.ts'

/** Asks, for a follower who holds the lock of the pair. Asking twice is asking once. */
export async function requestFollow(
  work: Work,
  {
    followerId,
    followeeId,
    notifyOnPost,
  }: { readonly followerId: UserId; readonly followeeId: UserId; readonly notifyOnPost: boolean | null },
): Promise<void> {
  const added = await work.db
    .insert(followRequests)
    .values({ followerId, followeeId, notifyOnPost: notifyOnPost ?? false, at: work.at })
    .onConflictDoNothing()
    .returning({ at: followRequests.at })
  if (added.length > 0) work.announce('social.follow.requested', { followerId, followeeId })
  else if (notifyOnPost !== null) {
    await work.db
      .update(followRequests)
      .set({ notifyOnPost })
      .where(and(eq(followRequests.followerId, followerId), eq(followRequests.followeeId, followeeId)))
  }
}

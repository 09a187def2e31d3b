import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { UserId } from '@varal/schema/ids'
import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { knownPeople } from '../people/reads.ts'
import { follows } from './tables.ts'
import { requestOf, withdrawRequests } from './withdraw-requests.ts'

export const unfollowInput = z.object({ userId: globalId('User') })

/** Ends following, if there is any, and takes back the request to, if there is one. */
export async function unfollow(
  work: Work,
  { id: followerId }: Actor,
  { userId: followeeId }: z.output<typeof unfollowInput>,
): Promise<Outcome<{ user: { id: UserId } }>> {
  const known = await knownPeople(work.db, [followeeId])
  if (known.length === 0) return refuse('NOT_FOUND', ['input', 'userId'])

  await withdrawRequests(work, requestOf(followerId, followeeId))
  await endFollow(work, followerId, followeeId)
  return { user: { id: followeeId } }
}

/** One of one's own followers follows no more. They are not told, and may follow or ask again. */
export async function removeFollower(
  work: Work,
  { id: followeeId }: Actor,
  { userId: followerId }: z.output<typeof unfollowInput>,
): Promise<Outcome<{ user: { id: UserId } }>> {
  const known = await knownPeople(work.db, [followerId])
  if (known.length === 0) return refuse('NOT_FOUND', ['input', 'userId'])

  await endFollow(work, followerId, followeeId)
  return { user: { id: followerId } }
}

async function endFollow(work: Work, followerId: UserId, followeeId: UserId): Promise<void> {
  const removed = await work.db
    .delete(follows)
    .where(and(eq(follows.followerId, followerId), eq(follows.followeeId, followeeId)))
    .returning({ since: follows.since })
  if (removed.length > 0) work.announce('social.user.unfollowed', { followerId, followeeId })
}

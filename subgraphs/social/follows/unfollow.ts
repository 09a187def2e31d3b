import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { UserId } from '@varal/schema/ids'
import { and, eq } from 'drizzle-orm'
import type { z } from 'zod'
import { knownPeople } from '../people/reads.ts'
import type { followInput } from './follow.ts'
import { follows } from './tables.ts'

/** Ends following, if there is any. */
export async function unfollow(
  work: Work,
  { id: followerId }: Actor,
  { userId: followeeId }: z.output<typeof followInput>,
): Promise<Outcome<{ user: { id: UserId } }>> {
  const known = await knownPeople(work.db, [followeeId])
  if (known.length === 0) return refuse('NOT_FOUND', ['input', 'userId'])

  const removed = await work.db
    .delete(follows)
    .where(and(eq(follows.followerId, followerId), eq(follows.followeeId, followeeId)))
    .returning({ since: follows.since })
  if (removed.length > 0) work.announce('social.user.unfollowed', { followerId, followeeId })
  return { user: { id: followeeId } }
}

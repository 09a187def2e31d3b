import { among, rowsOf } from '@varal/platform/db'
import { every } from '@varal/platform/handlers'
import type { Work } from '@varal/platform/work'
import type { UserId } from '@varal/schema/ids'
import { and, asc, eq, sql } from 'drizzle-orm'
import { audiences } from '../audience/tables.ts'
import { beginFollows } from './begin-follows.ts'
import { followRequests, openedGates } from './tables.ts'

/** Requests that one transaction accepts. */
const ACCEPTED_MAX = 1_000

/**
 * Accepts those who wait for somebody who asks nobody any more, those first who have waited longest: a thousand each second,
 * of one such person, whoever's turn it is by chance, so that a crowd keeps nobody else waiting.
 */
export const acceptWaiting = every(1_000, 'accept-follow-requests', async (work) => {
  const [gate] = await rowsOf<{ id: UserId; is_open: boolean }>(
    work.db,
    sql`
      select followee_id as id, not exists (
        select from ${audiences} where person_id = followee_id and (is_private or approve_followers)) as is_open
      from ${openedGates} order by random() limit 1`,
  )
  if (!gate) return
  // Who has closed it again answers the rest one by one.
  if (gate.is_open && (await acceptOldest(work, gate.id))) return
  await work.db.delete(openedGates).where(eq(openedGates.followeeId, gate.id))
})

/** Whether there may be more. */
async function acceptOldest(work: Work, followeeId: UserId): Promise<boolean> {
  const waiting = await work.db
    .select({ followerId: followRequests.followerId })
    .from(followRequests)
    .where(eq(followRequests.followeeId, followeeId))
    .orderBy(asc(followRequests.at), asc(followRequests.followerId))
    .limit(ACCEPTED_MAX)
  const followerIds = waiting.map(({ followerId }) => followerId)
  const accepted = await work.db
    .delete(followRequests)
    .where(and(among(followRequests.followerId, followerIds), eq(followRequests.followeeId, followeeId)))
    .returning()
  await beginFollows(work, accepted, { wasRequested: true })
  return waiting.length === ACCEPTED_MAX
}

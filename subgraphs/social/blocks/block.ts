import { among } from '@varal/platform/db'
import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { UserId } from '@varal/schema/ids'
import { and, asc, eq, or, sql } from 'drizzle-orm'
import { z } from 'zod'
import { lockPair } from '../advisory-lock.ts'
import { endedFollows, followRequests, follows } from '../follows/tables.ts'
import { listMembers, lists } from '../lists/tables.ts'
import { knownPeople } from '../people/reads.ts'
import { blocks } from './tables.ts'

export const blockInput = z.object({ userId: globalId('User') })

/** Ends following in both directions, requests to follow, and being on each other's lists. Possible also for who was blocked first: they may come to need it. */
export async function block(
  work: Work,
  { id: blockerId }: Actor,
  { userId: blockedId }: z.output<typeof blockInput>,
): Promise<Outcome<{ user: { id: UserId } }>> {
  if (blockedId === blockerId) return refuse('CANNOT_BLOCK_SELF', ['input', 'userId'])
  const known = await knownPeople(work.db, [blockedId])
  if (known.length === 0) return refuse('NOT_FOUND', ['input', 'userId'])

  await lockPair(work.db, blockerId, blockedId)
  const added = await work.db
    .insert(blocks)
    .values({ blockerId, blockedId, since: work.at })
    .onConflictDoNothing()
    .returning({ since: blocks.since })
  if (added.length > 0) {
    // Requests before follows: one that is accepted at this moment is waited for, and what it began is then seen.
    await endRequests(work, blockerId, blockedId)
    await endFollows(work, blockerId, blockedId)
    await leaveLists(work, blockerId, blockedId)
    work.announce('social.user.blocked', { blockerId, blockedId })
  }
  return { user: { id: blockedId } }
}

async function endRequests(work: Work, blockerId: UserId, blockedId: UserId): Promise<void> {
  const ended = await work.db
    .delete(followRequests)
    .where(
      or(
        and(eq(followRequests.followerId, blockerId), eq(followRequests.followeeId, blockedId)),
        and(eq(followRequests.followerId, blockedId), eq(followRequests.followeeId, blockerId)),
      ),
    )
    .returning({ followerId: followRequests.followerId, followeeId: followRequests.followeeId })
  for (const request of ended) work.announce('social.follow.withdrawn', request)
}

/** Lists are locked before their members, in the order of their ids, as by whoever adds and removes. */
async function leaveLists({ db }: Work, blockerId: UserId, blockedId: UserId): Promise<void> {
  const left = or(
    and(eq(listMembers.ownerId, blockerId), eq(listMembers.memberId, blockedId)),
    and(eq(listMembers.ownerId, blockedId), eq(listMembers.memberId, blockerId)),
  )
  const locked = await db
    .select({ id: lists.id })
    .from(lists)
    .where(sql`${lists.id} in ${db.select({ id: listMembers.listId }).from(listMembers).where(left)}`)
    .orderBy(asc(lists.id))
    .for('update')
  if (locked.length === 0) return
  const gone = await db.delete(listMembers).where(left).returning({ listId: listMembers.listId })
  if (gone.length === 0) return
  // A person is on a list once.
  await db
    .update(lists)
    .set({ memberCount: sql`${lists.memberCount} - 1` })
    .where(
      among(
        lists.id,
        gone.map(({ listId }) => listId),
      ),
    )
}

async function endFollows(work: Work, blockerId: UserId, blockedId: UserId): Promise<void> {
  const ended = await work.db
    .delete(follows)
    .where(
      or(
        and(eq(follows.followerId, blockerId), eq(follows.followeeId, blockedId)),
        and(eq(follows.followerId, blockedId), eq(follows.followeeId, blockerId)),
      ),
    )
    .returning({ followerId: follows.followerId, followeeId: follows.followeeId })
  if (ended.length === 0) return
  await work.db.insert(endedFollows).values(ended.map((follow) => ({ blockerId, blockedId, ...follow })))
}

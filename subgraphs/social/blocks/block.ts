import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { UserId } from '@varal/schema/ids'
import { and, eq, or } from 'drizzle-orm'
import { z } from 'zod'
import { lockPair } from '../advisory-lock.ts'
import { endedFollows, follows } from '../follows/tables.ts'
import { knownPeople } from '../people/reads.ts'
import { blocks } from './tables.ts'

export const blockInput = z.object({ userId: globalId('User') })

/** Ends following in both directions. Possible also for who was blocked first: they may come to need it. */
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
    await endFollows(work, blockerId, blockedId)
    work.announce('social.user.blocked', { blockerId, blockedId })
  }
  return { user: { id: blockedId } }
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

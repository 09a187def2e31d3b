import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { UserId } from '@varal/schema/ids'
import { z } from 'zod'
import { lockPair } from '../advisory-lock.ts'
import { blocksBetween } from '../blocks/reads.ts'
import { knownPeople } from '../people/reads.ts'
import { follows } from './tables.ts'

export const followInput = z.object({ userId: globalId('User') })

/** Following twice is following once. Who was blocked finds nobody there; who has blocked is reminded of it. */
export async function follow(
  work: Work,
  { id: followerId }: Actor,
  { userId: followeeId }: z.output<typeof followInput>,
): Promise<Outcome<{ user: { id: UserId } }>> {
  if (followeeId === followerId) return refuse('CANNOT_FOLLOW_SELF', ['input', 'userId'])
  await lockPair(work.db, followerId, followeeId)
  const between = await blocksBetween(work.db, followerId, followeeId)
  if (between.some((block) => block.blockerId === followerId)) return refuse('BLOCKED', ['input', 'userId'])
  const known = await knownPeople(work.db, [followeeId])
  if (known.length === 0 || between.length > 0) return refuse('NOT_FOUND', ['input', 'userId'])

  const added = await work.db
    .insert(follows)
    .values({ followerId, followeeId, since: work.at })
    .onConflictDoNothing()
    .returning({ since: follows.since })
  if (added.length > 0) work.announce('social.user.followed', { followerId, followeeId })
  return { user: { id: followeeId } }
}

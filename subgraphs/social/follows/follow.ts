import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { UserId } from '@varal/schema/ids'
import { and, eq, ne } from 'drizzle-orm'
import { z } from 'zod'
import { lockPair } from '../advisory-lock.ts'
import { asksFirst, audienceOf, stillAsksFirst } from '../audience/reads.ts'
import { blocksBetween } from '../blocks/reads.ts'
import { beginFollows } from './begin-follows.ts'
import { requestFollow } from './request-follow.ts'
import { follows } from './tables.ts'

export const followInput = z.object({ userId: globalId('User'), notifyOnPost: z.boolean().nullish() })

/**
 * Following twice is following once, with `notifyOnPost` as it was said last. A person who wants to be asked is asked. Who
 * was blocked finds nobody there; who has blocked is reminded of it.
 */
export async function follow(
  work: Work,
  { id: followerId }: Actor,
  { userId: followeeId, notifyOnPost = null }: z.output<typeof followInput>,
): Promise<Outcome<{ user: { id: UserId } }>> {
  if (followeeId === followerId) return refuse('CANNOT_FOLLOW_SELF', ['input', 'userId'])
  await lockPair(work.db, followerId, followeeId)
  const between = await blocksBetween(work.db, followerId, followeeId)
  if (between.some((block) => block.blockerId === followerId)) return refuse('BLOCKED', ['input', 'userId'])
  const audience = await audienceOf(work.db, followeeId)
  if (!audience || between.length > 0) return refuse('NOT_FOUND', ['input', 'userId'])

  const isAsked = asksFirst(audience) && (await stillAsksFirst(work.db, followeeId))
  if (isAsked && !(await isFollowing(work, followerId, followeeId))) {
    await requestFollow(work, { followerId, followeeId, notifyOnPost })
    return { user: { id: followeeId } }
  }
  const added = await beginFollows(work, [{ followerId, followeeId, notifyOnPost: notifyOnPost ?? false }], {
    wasRequested: false,
  })
  if (added.length === 0 && notifyOnPost !== null) await changeFollow(work, followerId, followeeId, notifyOnPost)
  return { user: { id: followeeId } }
}

async function isFollowing({ db }: Work, followerId: UserId, followeeId: UserId): Promise<boolean> {
  const rows = await db
    .select({ since: follows.since })
    .from(follows)
    .where(and(eq(follows.followerId, followerId), eq(follows.followeeId, followeeId)))
  return rows.length > 0
}

async function changeFollow(work: Work, followerId: UserId, followeeId: UserId, notifyOnPost: boolean): Promise<void> {
  const changed = await work.db
    .update(follows)
    .set({ notifyOnPost })
    .where(
      and(
        eq(follows.followerId, followerId),
        eq(follows.followeeId, followeeId),
        ne(follows.notifyOnPost, notifyOnPost),
      ),
    )
    .returning({ since: follows.since })
  if (changed.length > 0) work.announce('social.follow.changed', { followerId, followeeId, notifyOnPost })
}

import type { Db } from '@varal/platform/db'
import { type Handler, on, onBatch } from '@varal/platform/handlers'
import type { EventData } from '@varal/schema/events/events'
import type { PostId } from '@varal/schema/ids'
import { and, eq, not, sql } from 'drizzle-orm'
import { limitedPosts } from './tables.ts'

type Told = Pick<EventData<'social.post.published'>, 'postId' | 'authorId' | 'visibility'>

const isForFollowers = ({ visibility }: Told) => visibility === 'FOLLOWERS' || visibility === 'ONLY_ME'

/** A public post takes no statement. */
const keepNew = onBatch('social.post.published', 'keep-limits', async (events, { db }) => {
  const limited = events.map(({ data }) => data).filter(isForFollowers)
  if (limited.length === 0) return
  await db
    .insert(limitedPosts)
    .values(limited.map(({ postId, authorId }) => ({ postId, authorId, forFollowers: true })))
    .onConflictDoUpdate({ target: limitedPosts.postId, set: { forFollowers: sql`true` } })
})

const keepEdited = on('social.post.edited', 'keep-edited-limits', async ({ data: post }, { db }) => {
  if (post.visibility === post.visibilityBefore) return
  await set(db, post, { forFollowers: isForFollowers(post) })
})

const dropDeleted = on('social.post.deleted', 'drop-limits', async ({ data: { postId } }, { db }) => {
  await db.delete(limitedPosts).where(eq(limitedPosts.postId, postId))
})

export const limitHandlers: readonly Handler[] = [
  keepNew,
  keepEdited,
  dropDeleted,
  on('social.post.withheld', 'keep-withheld', ({ data }, { db }) => set(db, data, { isWithheld: true })),
  on('social.post.released', 'drop-withheld', ({ data }, { db }) => set(db, data, { isWithheld: false })),
]

async function set(
  db: Db,
  { postId, authorId }: Pick<Told, 'postId' | 'authorId'>,
  limit: { forFollowers: boolean } | { isWithheld: boolean },
): Promise<void> {
  await db
    .insert(limitedPosts)
    .values({ postId, authorId, ...limit })
    .onConflictDoUpdate({ target: limitedPosts.postId, set: limit })
  if (!Object.values(limit)[0]) await dropUnlimited(db, postId)
}

const dropUnlimited = (db: Db, postId: PostId) =>
  db
    .delete(limitedPosts)
    .where(and(eq(limitedPosts.postId, postId), not(limitedPosts.forFollowers), not(limitedPosts.isWithheld)))

import { encodeId } from '@varal/platform/global-ids'
import { on } from '@varal/platform/handlers'
import type { PostId, UserId } from '@varal/schema/ids'
import { eq } from 'drizzle-orm'
import { eventOf, storeEvent } from './store-event.ts'
import { privatePeople } from './tables.ts'

const post = ({ postId, authorId }: { postId: PostId; authorId: UserId }) => ({
  postId: encodeId('Post', postId),
  authorId: encodeId('User', authorId),
})

const follow = ({ followerId, followeeId }: { followerId: UserId; followeeId: UserId }) => ({
  followerId: encodeId('User', followerId),
  followeeId: encodeId('User', followeeId),
})

/** What webhooks are told, of all that the others announce: only what anybody may know. */
export const webhookFacts = [
  on('social.post.published', 'webhook-post-published', async (fact, { db }) => {
    const { data } = fact
    if (data.visibility === 'PUBLIC') await storeEvent(db, eventOf(fact, 'post.published', post(data)), [data.authorId])
  }),
  on('social.post.edited', 'webhook-post-edited', async (fact, { db }) => {
    const { data } = fact
    const [wasPublic, isPublic] = [data.visibilityBefore === 'PUBLIC', data.visibility === 'PUBLIC']
    if (!wasPublic && !isPublic) return
    const topic = !isPublic ? 'post.deleted' : wasPublic ? 'post.edited' : 'post.published'
    await storeEvent(db, eventOf(fact, topic, post(data)), [data.authorId])
  }),
  // Of a post that was not public nobody learns that it is gone.
  on('social.post.deleted', 'webhook-post-deleted', async (fact, { db }) => {
    const { data } = fact
    if (data.visibility === 'PUBLIC') await storeEvent(db, eventOf(fact, 'post.deleted', post(data)), [data.authorId])
  }),
  // What moderators took away is as good as deleted, and published when they give it back.
  ...(
    [
      ['social.post.withheld', 'post.deleted'],
      ['social.post.released', 'post.published'],
    ] as const
  ).map(([name, topic]) =>
    on(name, `webhook-${name}`, async (fact, { db }) => {
      const { data } = fact
      if (data.visibility === 'PUBLIC') await storeEvent(db, eventOf(fact, topic, post(data)), [data.authorId])
    }),
  ),
  on('social.user.followed', 'webhook-user-followed', async (fact, { db }) => {
    const { followerId, followeeId } = fact.data
    await storeEvent(db, eventOf(fact, 'user.followed', follow(fact.data)), [followerId, followeeId])
  }),
  on('social.user.unfollowed', 'webhook-user-unfollowed', async (fact, { db }) => {
    const { followerId, followeeId } = fact.data
    await storeEvent(db, eventOf(fact, 'user.unfollowed', follow(fact.data)), [followerId, followeeId])
  }),
  on('social.audience.changed', 'remember-privacy', async ({ data: { userId, isPrivate } }, { db }) => {
    if (isPrivate) await db.insert(privatePeople).values({ id: userId }).onConflictDoNothing()
    else await db.delete(privatePeople).where(eq(privatePeople.id, userId))
  }),
]

import { on } from '@varal/platform/handlers'
import { mintId } from '@varal/platform/mint-id'
import { and, eq } from 'drizzle-orm'
import { follows } from '../follows/tables.ts'
import { appendToLogs } from './append-to-logs.ts'
import { newestPosts } from './author-posts.ts'
import { postsOnTimeline } from './reads.ts'

/** So that whoever begins to follow somebody sees something of theirs at once. */
const DELIVERED_MAX = 10

/** Delivers the newest posts of the followee as if they came now, in the order in which they were published. */
export const deliverNewest = on('social.user.followed', 'deliver-newest', async ({ data }, work) => {
  const { followerId: ownerId, followeeId: authorId } = data
  const [stillFollows] = await work.db
    .select()
    .from(follows)
    .where(and(eq(follows.followeeId, authorId), eq(follows.followerId, ownerId)))
  if (!stillFollows) return

  const newest = (await newestPosts(work.db, authorId, DELIVERED_MAX)).map(({ postId }) => postId)
  const held = new Set((await postsOnTimeline(work.db, ownerId)(newest)).map(({ postId }) => postId))
  await appendToLogs(
    work,
    newest
      .filter((postId) => !held.has(postId))
      .reverse()
      .map((postId) => ({ kind: 'added' as const, ownerId, itemId: mintId('FeedItem', work.at), postId, authorId })),
  )
})

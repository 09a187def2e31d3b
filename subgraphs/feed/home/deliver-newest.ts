import { type Handler, on } from '@varal/platform/handlers'
import { mintId } from '@varal/platform/mint-id'
import type { Work } from '@varal/platform/work'
import type { UserId } from '@varal/schema/ids'
import { and, eq } from 'drizzle-orm'
import { follows } from '../follows/tables.ts'
import { mutes } from '../mutes/tables.ts'
import { appendToLogs } from './append-to-logs.ts'
import { newestPosts } from './author-posts.ts'
import { postsOnTimeline } from './reads.ts'

/** So that whoever begins to follow somebody, or to see them again, sees something of theirs at once. */
const DELIVERED_MAX = 10

/** Delivers the newest posts of the followee as if they came now, in the order in which they were published. */
export const deliverNewest: readonly Handler[] = [
  on('social.user.followed', 'deliver-newest', ({ data }, work) => deliver(work, data.followerId, data.followeeId)),
  on('social.user.unmuted', 'deliver-unmuted', ({ data }, work) => deliver(work, data.muterId, data.mutedId)),
]

async function deliver(work: Work, ownerId: UserId, authorId: UserId): Promise<void> {
  const [followsUnmuted] = await work.db
    .select({ isMuted: mutes.mutedId })
    .from(follows)
    .leftJoin(mutes, and(eq(mutes.muterId, follows.followerId), eq(mutes.mutedId, follows.followeeId)))
    .where(and(eq(follows.followeeId, authorId), eq(follows.followerId, ownerId)))
  if (!followsUnmuted || followsUnmuted.isMuted) return

  const newest = (await newestPosts(work.db, authorId, DELIVERED_MAX)).map(({ postId }) => postId)
  const held = new Set((await postsOnTimeline(work.db, ownerId)(newest)).map(({ postId }) => postId))
  await appendToLogs(
    work,
    newest
      .filter((postId) => !held.has(postId))
      .reverse()
      .map((postId) => ({
        ...{ kind: 'added' as const, ownerId, itemId: mintId('FeedItem', work.at), postId, authorId },
        ...{ reason: 'AUTHOR' as const, sourceId: null },
      })),
  )
}

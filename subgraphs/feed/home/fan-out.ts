import type { Db } from '@varal/platform/db'
import { on } from '@varal/platform/handlers'
import { mintId } from '@varal/platform/mint-id'
import type { PostId, UserId } from '@varal/schema/ids'
import { and, asc, eq, gt, notExists, sql } from 'drizzle-orm'
import { follows } from '../follows/tables.ts'
import { appendToLogs } from './append-to-logs.ts'
import { rememberPost } from './author-posts.ts'
import { onTimeline } from './reads.ts'
import { homeLog } from './tables.ts'

/** Followers that are served by one round of statements. */
const CHUNK = 1_000

/** Puts a new post on its author's followers' timelines: three statements for a thousand of them. */
export const fanOut = on('social.post.published', 'fan-out', async ({ data: post, at }, work) => {
  if (post.visibility === 'ONLY_ME') return
  const { authorId, postId } = post
  await rememberPost(work.db, { authorId, postId, publishedAt: new Date(at) })
  for await (const followers of followersWithout(work.db, authorId, postId)) {
    await appendToLogs(
      work,
      followers.map((ownerId) => ({
        kind: 'added' as const,
        ownerId,
        itemId: mintId('FeedItem', work.at),
        postId,
        authorId,
      })),
    )
  }
})

/**
 * The author's followers whose timelines do not show the post yet, in chunks and in order. Those who have it are left
 * out before anything is numbered, so that a repeated fan-out leaves no gaps.
 */
async function* followersWithout(db: Db, authorId: UserId, postId: PostId): AsyncGenerator<UserId[]> {
  const delivered = db
    .select({ one: sql`1` })
    .from(homeLog)
    .where(and(eq(homeLog.postId, postId), eq(homeLog.ownerId, follows.followerId), onTimeline))
  for (let last: UserId | undefined, isFull = true; isFull; ) {
    const chunk = await db
      .select({ id: follows.followerId })
      .from(follows)
      .where(
        and(
          eq(follows.followeeId, authorId),
          last === undefined ? undefined : gt(follows.followerId, last),
          notExists(delivered),
        ),
      )
      .orderBy(asc(follows.followerId))
      .limit(CHUNK)
    const ids = chunk.map(({ id }) => id)
    if (ids.length > 0) yield ids
    last = ids.at(-1)
    isFull = ids.length === CHUNK
  }
}

import { type Db, rowsOf } from '@varal/platform/db'
import { onBatch } from '@varal/platform/handlers'
import { mintId } from '@varal/platform/mint-id'
import type { PostId, UserId } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'
import { follows } from '../follows/tables.ts'
import { mutes } from '../mutes/tables.ts'
import { appendToLogs } from './append-to-logs.ts'
import { rememberPosts } from './author-posts.ts'
import { onTimeline } from './reads.ts'
import { homeLog } from './tables.ts'

/** Deliveries that are made by one round of statements. */
const CHUNK = 1_000

/** Puts new posts on their authors' followers' timelines: three statements for a thousand deliveries, of one post or many. */
export const fanOut = onBatch('social.post.published', 'fan-out', async (events, work) => {
  const posts = events
    .filter(({ data }) => data.visibility !== 'ONLY_ME')
    .map(({ data: { authorId, postId }, at }) => ({ authorId, postId, publishedAt: at }))
  if (posts.length === 0) return
  await rememberPosts(work.db, posts)

  for await (const deliveries of deliveriesOf(work.db, posts)) {
    await appendToLogs(
      work,
      deliveries.map((delivery) => ({ kind: 'added' as const, itemId: mintId('FeedItem', work.at), ...delivery })),
    )
  }
})

interface Delivery {
  readonly ownerId: UserId
  readonly postId: PostId
  readonly authorId: UserId
}

/**
 * Which post goes to whom, post by post, in chunks. Timelines that show the post already are left out before anything is
 * numbered, so that a repeated fan-out leaves no gaps.
 */
async function* deliveriesOf(
  db: Db,
  posts: readonly { readonly authorId: UserId; readonly postId: PostId }[],
): AsyncGenerator<Delivery[]> {
  const postIds = sql.param(posts.map(({ postId }) => postId))
  const authorIds = sql.param(posts.map(({ authorId }) => authorId))
  for (let after = { position: 0, owner_id: NOBODY }, isFull = true; isFull; ) {
    const rows = await rowsOf<{ position: number; post_id: PostId; author_id: UserId; owner_id: UserId }>(
      db,
      sql`
        select post.position::int, post.post_id, post.author_id, follower.follower_id as owner_id
        from unnest(${postIds}::uuid[], ${authorIds}::uuid[]) with ordinality as post (post_id, author_id, position)
        cross join lateral (
          select follower_id from ${follows}
          where followee_id = post.author_id
            and (post.position, follower_id) > (${after.position}::bigint, ${after.owner_id}::uuid)
            and not exists (select from ${mutes} where muter_id = follower_id and muted_id = post.author_id)
            and not exists (
              select from ${homeLog}
              where post_id = post.post_id and owner_id = follower_id and ${onTimeline})
          order by follower_id limit ${CHUNK}
        ) as follower
        order by post.position, follower.follower_id
        limit ${CHUNK}`,
    )
    if (rows.length > 0) {
      yield rows.map(({ owner_id, post_id, author_id }) => ({
        ownerId: owner_id,
        postId: post_id,
        authorId: author_id,
      }))
    }
    after = rows.at(-1) ?? after
    isFull = rows.length === CHUNK
  }
}

/** Sorts before every id. */
const NOBODY = '00000000-0000-0000-0000-000000000000' as UserId

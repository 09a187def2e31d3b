import { rowsOf } from '@varal/platform/db'
import { every, on } from '@varal/platform/handlers'
import type { Work } from '@varal/platform/work'
import type { PostId, UserId } from '@varal/schema/ids'
import { type SQL, sql } from 'drizzle-orm'
import { posts } from '../posts/tables.ts'

/** Reposts that one round ends. */
const BATCH = 1_000

/** What a deleted post was shown by ends with it: the first at once, however many there are in all. */
export const endReposts = on('social.post.deleted', 'end-reposts', ({ data }, work) =>
  endSome(work, sql`select ${data.postId}::uuid as id`),
)

/** Ends what `endReposts` has left. Deleted posts are looked at until they are erased. */
export const endRemainingReposts = every(60 * 1000, 'end-remaining-reposts', (work) =>
  endSome(work, sql`select id from ${posts} where state = 'DELETED' and erased_at is null`),
)

async function endSome(work: Work, originals: SQL): Promise<void> {
  const at = sql`${work.at.toISOString()}::timestamptz`
  const ended = await rowsOf<{ repost_id: PostId; user_id: UserId; post_id: PostId; author_id: UserId }>(
    work.db,
    sql`
      update posts set state = 'DELETED', deleted_at = ${at}, erased_at = ${at}, version = posts.version + 1
      from (
        select repost.id, original.author_id from (${originals}) as gone
        join posts as original on original.id = gone.id
        join posts as repost on repost.repost_of = gone.id and repost.state <> 'DELETED'
        limit ${BATCH}
      ) as held
      where posts.id = held.id and posts.state <> 'DELETED'
      returning posts.id as repost_id, posts.author_id as user_id, posts.repost_of as post_id, held.author_id`,
  )
  for (const one of ended) {
    work.announce('social.post.unreposted', {
      postId: one.post_id,
      authorId: one.author_id,
      userId: one.user_id,
      repostId: one.repost_id,
    })
  }
}

import { rowsOf } from '@varal/platform/db'
import { on } from '@varal/platform/handlers'
import type { Work } from '@varal/platform/work'
import type { PostId, UserId } from '@varal/schema/ids'
import { postTopic } from '@varal/schema/live'
import { sql } from 'drizzle-orm'
import { posts } from '../posts/tables.ts'

/** Of an author's posts, those whose streams are told at once; streams of older ones find out at their next look. */
const POSTS_MAX = 1_000

/** Whoever watches a post that has become private looks again, and is sent away. */
const showPrivate = on('social.audience.changed', 'show-private', async ({ data }, work) => {
  if (data.isPrivate) await hintAtPostsOf(work, data.userId)
})

/** So does whoever watches a post of somebody who is away. Behind `peopleHandlers`. */
const showAway = on('users.account.deactivated', 'show-away', ({ data }, work) => hintAtPostsOf(work, data.userId))

async function hintAtPostsOf(work: Work, authorId: UserId): Promise<void> {
  const newest = await rowsOf<{ id: PostId }>(
    work.db,
    sql`
      select id from ${posts}
      where author_id = ${authorId} and state = 'PUBLISHED' and visibility in ('PUBLIC', 'UNLISTED')
      order by published_at desc limit ${POSTS_MAX}`,
  )
  for (const { id } of newest) work.hint(postTopic(id))
}

export const audienceHandlers = [showPrivate, showAway]

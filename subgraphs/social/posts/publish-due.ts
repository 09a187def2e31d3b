import { rowsOf } from '@varal/platform/db'
import { every } from '@varal/platform/handlers'
import type { PostId, UserId } from '@varal/schema/ids'
import { lte, sql } from 'drizzle-orm'
import { lockMediaOfAll } from '../advisory-lock.ts'
import { publishPosts } from './publish-posts.ts'
import { posts } from './tables.ts'

/** Posts that one round publishes: what was missed while nothing ran is made up for in as many rounds as it takes. */
const BATCH = 500

export const publishDue = every(5_000, 'publish-due-posts', async (work) => {
  const due = await rowsOf<{ id: PostId; author_id: UserId }>(
    work.db,
    sql`select id, author_id from ${posts} where state = 'SCHEDULED' and publish_at <= ${work.at.toISOString()}::timestamptz
        order by publish_at limit ${BATCH}`,
  )
  if (due.length === 0) return
  await lockMediaOfAll(
    work.db,
    due.map((post) => post.author_id),
  )
  // Asked again, now that the row is locked: it may have been put off, or published by its author, in the meantime.
  await publishPosts(
    work,
    due.map((post) => post.id),
    lte(posts.publishAt, work.at),
  )
})

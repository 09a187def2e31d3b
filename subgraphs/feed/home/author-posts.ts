import type { Db } from '@varal/platform/db'
import type { PostId, UserId } from '@varal/schema/ids'
import { and, desc, eq, sql } from 'drizzle-orm'
import { isNotWithheld } from '../limits/reads.ts'
import { authorPosts } from './tables.ts'

/** Posts that are remembered of each author. */
const POSTS_MAX = 50

/**
 * Remembers posts for those who begin to follow their authors later. One statement, however many posts. What is too many is
 * found before these are added, so that an author may have a few more until the next time.
 */
export async function rememberPosts(db: Db, posts: readonly NewPost[]): Promise<void> {
  const column = (name: keyof NewPost) => sql.param(posts.map((post) => post[name]))
  await db.execute(sql`
    with added as (
      insert into ${authorPosts} (author_id, post_id, published_at)
      select * from unnest(${column('authorId')}::uuid[], ${column('postId')}::uuid[], ${column('publishedAt')}::timestamptz[])
      on conflict do nothing
    )
    delete from ${authorPosts} using (
      select author_id, post_id, row_number() over (partition by author_id order by published_at desc, post_id desc) as rank
      from ${authorPosts} where author_id = any(${column('authorId')}::uuid[])
    ) as ranked
    where ranked.rank > ${POSTS_MAX}
      and ${authorPosts}.author_id = ranked.author_id and ${authorPosts}.post_id = ranked.post_id`)
}

interface NewPost {
  readonly authorId: UserId
  readonly postId: PostId
  /** RFC 3339. */
  readonly publishedAt: string
}

export async function forgetPost(db: Db, authorId: UserId, postId: PostId): Promise<void> {
  await db.delete(authorPosts).where(and(eq(authorPosts.authorId, authorId), eq(authorPosts.postId, postId)))
}

/** The author's newest posts, the newest first. */
export const newestPosts = (db: Db, authorId: UserId, limit: number) =>
  db
    .select({ postId: authorPosts.postId })
    .from(authorPosts)
    .where(and(eq(authorPosts.authorId, authorId), isNotWithheld(sql`${authorPosts.postId}`)))
    .orderBy(desc(authorPosts.publishedAt), desc(authorPosts.postId))
    .limit(limit)

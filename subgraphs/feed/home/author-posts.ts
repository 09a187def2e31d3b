import type { Db } from '@varal/platform/db'
import type { PostId, UserId } from '@varal/schema/ids'
import { and, desc, eq, sql } from 'drizzle-orm'
import { authorPosts } from './tables.ts'

/** Posts that are remembered of each author. */
const POSTS_MAX = 50

/** Remembers posts for those who begin to follow their authors later. Two statements, however many posts. */
export async function rememberPosts(db: Db, posts: readonly (typeof authorPosts.$inferInsert)[]): Promise<void> {
  if (posts.length === 0) return
  await db
    .insert(authorPosts)
    .values([...posts])
    .onConflictDoNothing()
  const authors = [...new Set(posts.map(({ authorId }) => authorId))]
  await db.execute(sql`
    delete from ${authorPosts} using (
      select author_id, post_id, row_number() over (partition by author_id order by published_at desc, post_id desc) as rank
      from ${authorPosts} where author_id = any(${sql.param(authors)}::uuid[])
    ) as ranked
    where ranked.rank > ${POSTS_MAX}
      and ${authorPosts}.author_id = ranked.author_id and ${authorPosts}.post_id = ranked.post_id`)
}

export async function forgetPost(db: Db, authorId: UserId, postId: PostId): Promise<void> {
  await db.delete(authorPosts).where(and(eq(authorPosts.authorId, authorId), eq(authorPosts.postId, postId)))
}

/** The author's newest posts, the newest first. */
export const newestPosts = (db: Db, authorId: UserId, limit: number) =>
  db
    .select({ postId: authorPosts.postId })
    .from(authorPosts)
    .where(eq(authorPosts.authorId, authorId))
    .orderBy(desc(authorPosts.publishedAt), desc(authorPosts.postId))
    .limit(limit)

import type { Db } from '@varal/platform/db'
import type { PostId, UserId } from '@varal/schema/ids'
import { and, desc, eq, notInArray } from 'drizzle-orm'
import { authorPosts } from './tables.ts'

/** Posts that are remembered of each author. */
const POSTS_MAX = 50

/** Remembers a post for those who begin to follow its author later. */
export async function rememberPost(db: Db, post: typeof authorPosts.$inferInsert): Promise<void> {
  await db.insert(authorPosts).values(post).onConflictDoNothing()
  const isAuthors = eq(authorPosts.authorId, post.authorId)
  const newest = db
    .select({ id: authorPosts.postId })
    .from(authorPosts)
    .where(isAuthors)
    .orderBy(desc(authorPosts.publishedAt), desc(authorPosts.postId))
    .limit(POSTS_MAX)
  await db.delete(authorPosts).where(and(isAuthors, notInArray(authorPosts.postId, newest)))
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

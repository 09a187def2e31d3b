import { type Handler, on, onBatch } from '@varal/platform/handlers'
import { eq } from 'drizzle-orm'
import { posts } from './tables.ts'
import { wordsOf } from './words.ts'

const indexNew = onBatch('social.post.published', 'index-post', async (events, { db }) => {
  const rows = events
    .filter(({ data }) => data.visibility === 'PUBLIC')
    .map(({ data, at }) => ({
      id: data.postId,
      authorId: data.authorId,
      words: wordsOf(data.text ?? '').join(' '),
      publishedAt: new Date(at),
    }))
    .filter(({ words }) => words !== '')
  if (rows.length > 0) await db.insert(posts).values(rows).onConflictDoNothing()
})

const forgetPost = on('social.post.deleted', 'forget-post', async ({ data: post }, { db }) => {
  await db.delete(posts).where(eq(posts.id, post.postId))
})

export const indexPosts: readonly Handler[] = [indexNew, forgetPost]

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

/** What it says now, if it is public still, or has become so. */
const indexAgain = on('social.post.edited', 'index-post-again', async ({ data: post }, { db }) => {
  const words = post.visibility === 'PUBLIC' ? wordsOf(post.text ?? '').join(' ') : ''
  if (words === '') {
    await db.delete(posts).where(eq(posts.id, post.postId))
    return
  }
  const row = { id: post.postId, authorId: post.authorId, words, publishedAt: new Date(post.publishedAt) }
  await db.insert(posts).values(row).onConflictDoUpdate({ target: posts.id, set: { words } })
})

const forgetPost = on('social.post.deleted', 'forget-post', async ({ data: post }, { db }) => {
  await db.delete(posts).where(eq(posts.id, post.postId))
})

export const indexPosts: readonly Handler[] = [indexNew, indexAgain, forgetPost]

import { type Handler, on } from '@varal/platform/handlers'
import { eq } from 'drizzle-orm'
import { posts } from './tables.ts'
import { wordsOf } from './words.ts'

const indexPost = on('social.post.published', 'index-post', async ({ data: post, at }, { db }) => {
  if (post.visibility !== 'PUBLIC') return
  const words = wordsOf(post.text ?? '').join(' ')
  if (words === '') return
  await db
    .insert(posts)
    .values({ id: post.postId, authorId: post.authorId, words, publishedAt: new Date(at) })
    .onConflictDoNothing()
})

const forgetPost = on('social.post.deleted', 'forget-post', async ({ data: post }, { db }) => {
  await db.delete(posts).where(eq(posts.id, post.postId))
})

export const indexPosts: readonly Handler[] = [indexPost, forgetPost]

import { type Handler, on } from '@varal/platform/handlers'
import { eq } from 'drizzle-orm'
import { withheldPosts } from './tables.ts'

export const withheldHandlers: readonly Handler[] = [
  on('social.post.withheld', 'keep-withheld', async ({ data: { postId } }, { db }) => {
    await db.insert(withheldPosts).values({ postId }).onConflictDoNothing()
  }),
  on('social.post.released', 'drop-withheld', async ({ data: { postId } }, { db }) => {
    await db.delete(withheldPosts).where(eq(withheldPosts.postId, postId))
  }),
  on('social.post.deleted', 'drop-withheld-deleted', async ({ data: { postId } }, { db }) => {
    await db.delete(withheldPosts).where(eq(withheldPosts.postId, postId))
  }),
]

import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { PostId } from '@varal/schema/ids'
import { and, eq, ne, sql } from 'drizzle-orm'
import { z } from 'zod'
import { posts } from './tables.ts'

export const deletePostInput = z.object({ id: globalId('Post') })

/**
 * Ends a post for everybody, its author included, and forgets what it said. Its likes and comments are seen with it only;
 * `eraseDeleted` takes them away later, for there may be millions.
 */
export async function deletePost(
  work: Work,
  author: Actor,
  { id }: z.output<typeof deletePostInput>,
): Promise<Outcome<{ deletedPostId: PostId }>> {
  const [deleted] = await work.db
    .update(posts)
    .set({ state: 'DELETED', text: null, assetIds: [], deletedAt: work.at, version: sql`${posts.version} + 1` })
    .where(and(eq(posts.id, id), eq(posts.authorId, author.id), ne(posts.state, 'DELETED')))
    .returning({ publishedAt: posts.publishedAt })
  if (!deleted) return refuse('NOT_FOUND', ['input', 'id'])

  if (deleted.publishedAt) work.announce('social.post.deleted', { postId: id, authorId: author.id })
  return { deletedPostId: id }
}

import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { PostId } from '@varal/schema/ids'
import { and, eq, ne, sql } from 'drizzle-orm'
import { z } from 'zod'
import { postRevisions, posts } from './tables.ts'

export const deletePostInput = z.object({ id: globalId('Post') })

/** What a deleted post is left with: nothing of what it said. */
const nothing = { text: null, spans: [], hashtags: [], assetIds: [], link: null, contentWarning: null, locale: null }

/**
 * Ends a post for everybody, its author included, and forgets what it said. Its likes and comments are seen with it only;
 * `eraseDeleted` takes them away later, for there may be millions. A repost is taken back with `undoRepost`.
 */
export async function deletePost(
  work: Work,
  author: Actor,
  { id }: z.output<typeof deletePostInput>,
): Promise<Outcome<{ deletedPostId: PostId }>> {
  const [deleted] = await work.db
    .update(posts)
    .set({ ...nothing, state: 'DELETED', deletedAt: work.at, version: sql`${posts.version} + 1` })
    .where(
      and(eq(posts.id, id), eq(posts.authorId, author.id), ne(posts.state, 'DELETED'), ne(posts.kind, sql`'REPOST'`)),
    )
    .returning({ publishedAt: posts.publishedAt, editedAt: posts.editedAt, visibility: posts.visibility })
  if (!deleted) return refuse('NOT_FOUND', ['input', 'id'])

  if (deleted.editedAt) await work.db.delete(postRevisions).where(eq(postRevisions.postId, id))
  const { publishedAt, visibility } = deleted
  if (publishedAt) work.announce('social.post.deleted', { postId: id, authorId: author.id, visibility })
  return { deletedPostId: id }
}

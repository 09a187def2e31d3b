import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { PostId } from '@varal/schema/ids'
import { and, eq } from 'drizzle-orm'
import type { z } from 'zod'
import { visiblePost } from '../posts/reads.ts'
import type { likePostInput } from './like-post.ts'
import { likes } from './tables.ts'

/** Takes the like back, if there is one. */
export async function unlikePost(
  work: Work,
  actor: Actor,
  { postId }: z.output<typeof likePostInput>,
): Promise<Outcome<{ post: { id: PostId } }>> {
  const post = await visiblePost(work.db, actor, postId)
  if (!post) return refuse('NOT_FOUND', ['input', 'postId'])

  const removed = await work.db
    .delete(likes)
    .where(and(eq(likes.postId, postId), eq(likes.userId, actor.id)))
    .returning({ postId: likes.postId })
  if (removed.length > 0) work.announce('social.post.unliked', { postId, authorId: post.authorId, userId: actor.id })
  return { post: { id: postId } }
}

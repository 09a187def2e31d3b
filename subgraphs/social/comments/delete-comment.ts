import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { CommentId } from '@varal/schema/ids'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { isViewer } from '../policy.ts'
import { visiblePost } from '../posts/reads.ts'
import { comments } from './tables.ts'

export const deleteCommentInput = z.object({ id: globalId('Comment') })

/** For who wrote it, and for the post's author, who may remove also the words of people whom they have blocked. */
export async function deleteComment(
  work: Work,
  actor: Actor,
  { id }: z.output<typeof deleteCommentInput>,
): Promise<Outcome<{ deletedCommentId: CommentId }>> {
  const notFound = refuse('NOT_FOUND', ['input', 'id'])
  const [comment] = await work.db.select().from(comments).where(eq(comments.id, id))
  const post = comment && (await visiblePost(work.db, actor, comment.postId))
  if (!post || !(isViewer(actor, comment.authorId) || isViewer(actor, post.authorId))) return notFound

  const deleted = await work.db.delete(comments).where(eq(comments.id, id)).returning({ id: comments.id })
  // Somebody else deleted it between the two statements.
  if (deleted.length === 0) return notFound

  work.announce('social.comment.removed', {
    commentId: id,
    authorId: comment.authorId,
    postId: post.id,
    postAuthorId: post.authorId,
  })
  return { deletedCommentId: id }
}

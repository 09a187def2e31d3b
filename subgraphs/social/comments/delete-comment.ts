import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { CommentId } from '@varal/schema/ids'
import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { canRemoveComment, isViewer } from '../policy.ts'
import { visiblePost } from '../posts/reads.ts'
import { endComment } from './end-comment.ts'
import { comments } from './tables.ts'

export const deleteCommentInput = z.object({ id: globalId('Comment') })

/** For who wrote it, and for the post's author, who may remove also the words of people whom they have blocked. */
export async function deleteComment(
  work: Work,
  actor: Actor,
  { id }: z.output<typeof deleteCommentInput>,
): Promise<Outcome<{ deletedCommentId: CommentId }>> {
  const notFound = refuse('NOT_FOUND', ['input', 'id'])
  const found = await commentToRemove(work, actor, id)
  if (!found || !canRemoveComment(actor, found.post, found.comment.authorId)) return notFound
  // Somebody else may have been quicker.
  return (await endComment(work, found.comment, found.post.authorId)) ? { deletedCommentId: id } : notFound
}

/** A comment under a post that the actor sees, and its post; not one that only its author still sees. */
export async function commentToRemove({ db }: Work, actor: Actor, id: CommentId) {
  const [comment] = await db
    .select()
    .from(comments)
    .where(and(eq(comments.id, id), isNull(comments.deletedAt)))
  if (!comment || (comment.removedAt && !isViewer(actor, comment.authorId))) return null
  const post = await visiblePost(db, actor, comment.postId)
  return post && { comment, post }
}

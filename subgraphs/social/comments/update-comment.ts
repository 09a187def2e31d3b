import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse, refuseVersion } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { CommentId } from '@varal/schema/ids'
import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { isOpenComment } from '../policy.ts'
import { visiblePost } from '../posts/reads.ts'
import { spansOf } from '../spans-of.ts'
import { announceSpoken, parentAuthorOf } from './announce.ts'
import { commentText, saysSomething } from './comment-text.ts'
import { type CommentRow, comments } from './tables.ts'

export const updateCommentInput = z.object({
  id: globalId('Comment'),
  expectedVersion: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
  text: commentText,
})

/**
 * Says something else in the author's own comment; whom it mentions is found anew. The same text is no edit. What
 * moderators removed stays as it was. Whoever replies meanwhile does not wait.
 */
export async function updateComment(
  work: Work,
  author: Actor,
  { id, expectedVersion, text }: z.output<typeof updateCommentInput>,
): Promise<Outcome<{ comment: { id: CommentId } }>> {
  const [before] = await work.db
    .select()
    .from(comments)
    .where(and(eq(comments.id, id), eq(comments.authorId, author.id), isNull(comments.deletedAt)))
    .for('no key update')
  const post = before && (await visiblePost(work.db, author, before.postId))
  if (!post) return refuse('NOT_FOUND', ['input', 'id'])
  if (before.removedAt) return refuse('FORBIDDEN', ['input', 'id'])
  if (expectedVersion !== before.version) return refuseVersion(before.version)
  if (!before.assetId && !saysSomething(text)) return refuse('VALIDATION_FAILED', ['input', 'text'])
  if (text === before.text) return { comment: { id } }

  const [after] = await work.db
    .update(comments)
    .set({
      text,
      spans: await spansOf(work.db, author.id, text),
      editedAt: work.at,
      version: before.version + 1,
    })
    .where(eq(comments.id, id))
    .returning()
  if (isOpenComment(before)) {
    const parentAuthorId = await parentAuthorOf(work.db, before.parentId)
    announceSpoken(work, 'social.comment.edited', after as CommentRow, post.authorId, parentAuthorId)
  }
  return { comment: { id } }
}

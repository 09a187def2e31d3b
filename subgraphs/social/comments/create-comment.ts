import { globalId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import { idempotencyKey } from '@varal/platform/mutation'
import { type Outcome, refuse } from '@varal/platform/outcome'
import { paragraphs } from '@varal/platform/plain-text'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { CommentId, PostId } from '@varal/schema/ids'
import { z } from 'zod'
import { letsComment } from '../audience/reads.ts'
import { visiblePost } from '../posts/reads.ts'
import { comments } from './tables.ts'

export const createCommentInput = z.object({ postId: globalId('Post'), text: paragraphs(1, 2_000), idempotencyKey })

export async function createComment(
  work: Work,
  author: Actor,
  { postId, text }: z.output<typeof createCommentInput>,
): Promise<Outcome<{ comment: { id: CommentId }; post: { id: PostId } }>> {
  const post = await visiblePost(work.db, author, postId)
  if (!post) return refuse('NOT_FOUND', ['input', 'postId'])
  if (!(await letsComment(work.db, post.authorId, author.id))) return refuse('REPLIES_RESTRICTED', ['input', 'postId'])

  const id = mintId('Comment', work.at)
  await work.db.insert(comments).values({ id, postId, authorId: author.id, text, createdAt: work.at })
  work.announce('social.comment.added', { commentId: id, authorId: author.id, postId, postAuthorId: post.authorId })
  return { comment: { id }, post: { id: postId } }
}

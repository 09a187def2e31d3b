import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { CommentId } from '@varal/schema/ids'
import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { heldComment } from '../comments/reads.ts'
import { commentLikes } from './tables.ts'

export const likeCommentInput = z.object({ id: globalId('Comment') })

type Like = (
  work: Work,
  actor: Actor,
  input: z.output<typeof likeCommentInput>,
) => Promise<Outcome<{ comment: { id: CommentId } }>>

/** Liking twice is liking once. As with posts, no row is written that another liker needs. */
export const likeComment: Like = (work, actor, { id }) =>
  change(work, actor, id, 'social.comment.liked', () =>
    work.db
      .insert(commentLikes)
      .values({ commentId: id, userId: actor.id, likedAt: work.at })
      .onConflictDoNothing()
      .returning({ commentId: commentLikes.commentId }),
  )

/** Takes the like back, if there is one. */
export const unlikeComment: Like = (work, actor, { id }) =>
  change(work, actor, id, 'social.comment.unliked', () =>
    work.db
      .delete(commentLikes)
      .where(and(eq(commentLikes.commentId, id), eq(commentLikes.userId, actor.id)))
      .returning({ commentId: commentLikes.commentId }),
  )

async function change(
  work: Work,
  actor: Actor,
  id: CommentId,
  name: 'social.comment.liked' | 'social.comment.unliked',
  write: () => PromiseLike<readonly unknown[]>,
): ReturnType<Like> {
  const held = await heldComment(work.db, actor, id)
  if (!held) return refuse('NOT_FOUND', ['input', 'id'])
  const { authorId, postId } = held.comment
  if ((await write()).length > 0)
    work.announce(name, { commentId: id, authorId, postId, postAuthorId: held.post.authorId, userId: actor.id })
  return { comment: { id } }
}

import type { Db } from '@varal/platform/db'
import type { Work } from '@varal/platform/work'
import type { CommentId, UserId } from '@varal/schema/ids'
import { and, eq, isNull } from 'drizzle-orm'
import { mentionedIn } from '../span.ts'
import { type CommentRow, comments } from './tables.ts'

/**
 * Tells what a comment says, to everybody who may see its post.
 * @param parentAuthorId null for a comment on the post itself, and for a reply to a tombstone
 */
export function announceSpoken(
  work: Work,
  name: 'social.comment.added' | 'social.comment.edited',
  comment: CommentRow,
  postAuthorId: UserId,
  parentAuthorId: UserId | null,
): void {
  work.announce(name, {
    ...placeOf(comment, postAuthorId),
    parentAuthorId,
    mentionedUserIds: mentionedIn(comment.spans),
  })
}

/** Which comment a fact is about, and where it stands. */
export const placeOf = ({ id, authorId, postId, parentId }: CommentRow, postAuthorId: UserId) => ({
  commentId: id,
  authorId,
  postId,
  postAuthorId,
  parentId,
})

/** Who wrote what a comment replies to; null if it replies to none, or to a tombstone. */
export async function parentAuthorOf(db: Db, parentId: CommentId | null): Promise<UserId | null> {
  if (parentId === null) return null
  const [parent] = await db
    .select({ authorId: comments.authorId })
    .from(comments)
    .where(and(eq(comments.id, parentId), isNull(comments.deletedAt)))
  return parent?.authorId ?? null
}

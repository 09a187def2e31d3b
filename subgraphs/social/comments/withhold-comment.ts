import type { Work } from '@varal/platform/work'
import type { CommentId } from '@varal/schema/ids'
import { and, eq, isNotNull, isNull } from 'drizzle-orm'
import { posts } from '../posts/tables.ts'
import { placeOf } from './announce.ts'
import { comments } from './tables.ts'

/** For moderators: nobody but its author sees it any more, who sees that it is removed. Returns whether that changed anything. */
export const withholdComment = (work: Work, id: CommentId): Promise<boolean> => setRemoved(work, id, true)

/** Takes it back. */
export const releaseComment = (work: Work, id: CommentId): Promise<boolean> => setRemoved(work, id, false)

async function setRemoved(work: Work, id: CommentId, isRemoved: boolean): Promise<boolean> {
  const [changed] = await work.db
    .update(comments)
    .set({ removedAt: isRemoved ? work.at : null })
    .where(
      and(
        eq(comments.id, id),
        isNull(comments.deletedAt),
        isRemoved ? isNull(comments.removedAt) : isNotNull(comments.removedAt),
      ),
    )
    .returning()
  if (!changed) return false
  const [post] = await work.db.select({ authorId: posts.authorId }).from(posts).where(eq(posts.id, changed.postId))
  // What the post's author has hidden is not seen any less, or more, by others.
  if (post && changed.hiddenAt === null)
    work.announce(isRemoved ? 'social.comment.withheld' : 'social.comment.released', placeOf(changed, post.authorId))
  return true
}

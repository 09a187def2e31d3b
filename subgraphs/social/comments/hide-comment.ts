import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { CommentId } from '@varal/schema/ids'
import { and, eq, isNotNull, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { isViewer } from '../policy.ts'
import { placeOf } from './announce.ts'
import { commentToRemove } from './delete-comment.ts'
import { comments } from './tables.ts'

export const hideCommentInput = z.object({ id: globalId('Comment') })

type Hide = (
  work: Work,
  actor: Actor,
  input: z.output<typeof hideCommentInput>,
) => Promise<Outcome<{ comment: { id: CommentId } }>>

/** For the post's author: from now on only they and who wrote it see it. Hiding twice is hiding once. */
export const hideComment: Hide = (work, actor, { id }) => setHidden(work, actor, id, true)

/** Takes it back. */
export const unhideComment: Hide = (work, actor, { id }) => setHidden(work, actor, id, false)

async function setHidden(work: Work, actor: Actor, id: CommentId, isHidden: boolean): ReturnType<Hide> {
  const found = await commentToRemove(work, actor, id)
  if (!found || !isViewer(actor, found.post.authorId)) return refuse('NOT_FOUND', ['input', 'id'])
  const [changed] = await work.db
    .update(comments)
    .set({ hiddenAt: isHidden ? work.at : null })
    .where(
      and(
        eq(comments.id, id),
        isNull(comments.deletedAt),
        isHidden ? isNull(comments.hiddenAt) : isNotNull(comments.hiddenAt),
      ),
    )
    .returning()
  // Of what moderators have removed meanwhile nobody loses sight by this.
  if (changed && changed.removedAt === null)
    work.announce(isHidden ? 'social.comment.hidden' : 'social.comment.shown', placeOf(changed, actor.id))
  return { comment: { id } }
}

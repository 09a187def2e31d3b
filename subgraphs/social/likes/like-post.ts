import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { PostId } from '@varal/schema/ids'
import { z } from 'zod'
import { visiblePost } from '../posts/reads.ts'
import { likes } from './tables.ts'

export const likePostInput = z.object({ postId: globalId('Post') })

/** Liking twice is liking once. Counted by who hears of it: no row is written that another liker needs. */
export async function likePost(
  work: Work,
  actor: Actor,
  { postId }: z.output<typeof likePostInput>,
): Promise<Outcome<{ post: { id: PostId } }>> {
  const post = await visiblePost(work.db, actor, postId)
  if (!post) return refuse('NOT_FOUND', ['input', 'postId'])

  const added = await work.db
    .insert(likes)
    .values({ postId, userId: actor.id, likedAt: work.at })
    .onConflictDoNothing()
    .returning({ postId: likes.postId })
  if (added.length > 0) work.announce('social.post.liked', { postId, authorId: post.authorId, userId: actor.id })
  return { post: { id: postId } }
}

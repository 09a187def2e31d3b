import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { PostId } from '@varal/schema/ids'
import { and, eq, ne, sql } from 'drizzle-orm'
import type { z } from 'zod'
import { visiblePost } from '../posts/reads.ts'
import { posts } from '../posts/tables.ts'
import type { repostInput } from './repost.ts'

/** Takes the repost back, if there is one. */
export async function undoRepost(
  work: Work,
  actor: Actor,
  { postId }: z.output<typeof repostInput>,
): Promise<Outcome<{ post: { id: PostId } }>> {
  const post = await visiblePost(work.db, actor, postId)
  if (!post) return refuse('NOT_FOUND', ['input', 'postId'])

  const ended = await work.db
    .update(posts)
    .set({ state: 'DELETED', deletedAt: work.at, erasedAt: work.at, version: sql`${posts.version} + 1` })
    .where(and(eq(posts.repostOf, postId), eq(posts.authorId, actor.id), ne(posts.state, 'DELETED')))
    .returning({ repostId: posts.id })
  for (const { repostId } of ended)
    work.announce('social.post.unreposted', { postId, authorId: post.authorId, userId: actor.id, repostId })
  return { post: { id: postId } }
}

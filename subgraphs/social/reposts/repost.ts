import { globalId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { PostId } from '@varal/schema/ids'
import { and, eq, ne, sql } from 'drizzle-orm'
import { z } from 'zod'
import { canRepost } from '../policy.ts'
import { visiblePost } from '../posts/reads.ts'
import { posts } from '../posts/tables.ts'

export const repostInput = z.object({ postId: globalId('Post') })

/** Shows a public post to the actor's followers. Reposting twice is reposting once. */
export async function repost(
  work: Work,
  actor: Actor,
  { postId }: z.output<typeof repostInput>,
): Promise<Outcome<{ repost: { id: PostId }; post: { id: PostId } }>> {
  const post = await visiblePost(work.db, actor, postId)
  if (!post) return refuse('NOT_FOUND', ['input', 'postId'])
  if (!canRepost(post)) return refuse('CANNOT_REPOST', ['input', 'postId'])

  const [made] = await work.db
    .insert(posts)
    .values({
      id: mintId('Post', work.at),
      authorId: actor.id,
      kind: 'REPOST',
      assetIds: [],
      repostOf: postId,
      visibility: 'PUBLIC',
      state: 'PUBLISHED',
      createdAt: work.at,
      publishedAt: work.at,
    })
    .onConflictDoNothing({
      target: [posts.repostOf, posts.authorId],
      where: sql`repost_of is not null and state <> 'DELETED'`,
    })
    .returning({ id: posts.id })
  if (made) {
    work.announce('social.post.reposted', { postId, authorId: post.authorId, userId: actor.id, repostId: made.id })
    return { repost: made, post: { id: postId } }
  }
  const [held] = await work.db
    .select({ id: posts.id })
    .from(posts)
    .where(and(eq(posts.repostOf, postId), eq(posts.authorId, actor.id), ne(posts.state, 'DELETED')))
  return { repost: held ?? { id: postId }, post: { id: postId } }
}

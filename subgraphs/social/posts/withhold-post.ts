import type { Work } from '@varal/platform/work'
import type { PostId } from '@varal/schema/ids'
import { and, eq, sql } from 'drizzle-orm'
import { announceEdited } from './announce.ts'
import { posts } from './tables.ts'

/** For moderators: nobody but its author sees a published post any more. */
export async function withholdPost(work: Work, id: PostId): Promise<void> {
  const [post] = await work.db
    .update(posts)
    .set({ state: 'REMOVED', removedAt: work.at, version: sql`${posts.version} + 1` })
    .where(and(eq(posts.id, id), eq(posts.state, 'PUBLISHED')))
    .returning({ postId: posts.id, authorId: posts.authorId, visibility: posts.visibility })
  if (post) work.announce('social.post.withheld', post)
}

/** Takes back that it was withheld, and that it was covered. */
export async function releasePost(work: Work, id: PostId): Promise<void> {
  const [post] = await work.db
    .update(posts)
    .set({ state: 'PUBLISHED', removedAt: null, version: sql`${posts.version} + 1` })
    .where(and(eq(posts.id, id), eq(posts.state, 'REMOVED')))
    .returning({ postId: posts.id, authorId: posts.authorId, visibility: posts.visibility })
  if (post) work.announce('social.post.released', post)
  await coverPost(work, id, false)
}

/** For moderators. Beside what the author says: neither takes the other's cover off. */
export async function coverPost(work: Work, id: PostId, isMarkedSensitive = true): Promise<void> {
  const [post] = await work.db
    .update(posts)
    .set({ isMarkedSensitive, version: sql`${posts.version} + 1` })
    .where(and(eq(posts.id, id), eq(posts.isMarkedSensitive, !isMarkedSensitive)))
    .returning()
  if (post?.state === 'PUBLISHED') announceEdited(work, post, post.visibility)
}

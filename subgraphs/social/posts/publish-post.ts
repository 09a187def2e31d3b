import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { PostId } from '@varal/schema/ids'
import { z } from 'zod'
import { lockMediaOf } from '../advisory-lock.ts'
import { publishPosts } from './publish-posts.ts'
import { ownPost } from './reads.ts'

export const publishPostInput = z.object({ id: globalId('Post') })

/** Publishes a draft, or a scheduled post before its time. Publishing twice is publishing once. */
export async function publishPost(
  work: Work,
  author: Actor,
  { id }: z.output<typeof publishPostInput>,
): Promise<Outcome<{ post: { id: PostId } }>> {
  // Before the row is locked: whoever settles media takes the two in this order.
  await lockMediaOf(work.db, author.id)
  const post = await ownPost(work.db, author.id, id)
  if (!post) return refuse('NOT_FOUND', ['input', 'id'])

  const [published] = await publishPosts(work, [id])
  if (published?.state === 'FAILED') return refuse('ASSET_NOT_USABLE', ['input', 'id'])
  return { post: { id } }
}

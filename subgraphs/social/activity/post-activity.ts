import { Mistake } from '@varal/platform/errors'
import { decodeId } from '@varal/platform/global-ids'
import type { Ctx } from '../loaders.ts'
import { beginWatching } from '../watched-stream.ts'
import { openActivityCursor } from './activity-cursor.ts'
import { type ActivityItem, ActivityStream } from './activity-stream.ts'

/**
 * What happens to a post, for a viewer who may see it.
 * @throws Mistake FORBIDDEN if there is no such post, or not for this viewer. Who comes back with a cursor is told by a
 * StreamReset instead, as if it had happened while they watched.
 */
export async function postActivity(
  args: { postId: string; after?: string | null | undefined },
  ctx: Ctx,
): Promise<AsyncIterableIterator<ActivityItem>> {
  const postId = decodeId('Post', args.postId)
  if (!postId) throw noSuchPost()
  const from = args.after == null ? null : openActivityCursor(ctx, postId, args.after)
  const cursor = args.after == null ? 'none' : from ? 'valid' : 'invalid'
  return beginWatching(new ActivityStream(postId, from, ctx), cursor, noSuchPost)
}

const noSuchPost = () => new Mistake('FORBIDDEN', 'There is no such post, or you may not see it.')

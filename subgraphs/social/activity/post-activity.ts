import { Mistake } from '@varal/platform/errors'
import { decodeId } from '@varal/platform/global-ids'
import { leavable } from '@varal/platform/live/leavable'
import type { Ctx } from '../loaders.ts'
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
  const stream = new ActivityStream(postId, from, ctx)
  try {
    // Said before anything is looked at: it tells nothing of the post.
    if (args.after != null && !from) stream.reset('CURSOR_INVALID')
    else if (!(await stream.isVisible())) {
      if (!from) throw noSuchPost()
      stream.reset('PERMISSION_CHANGED')
    }
  } catch (error) {
    stream.leave()
    throw error
  }
  return leavable(
    () => stream.next(),
    () => stream.leave(),
  )
}

const noSuchPost = () => new Mistake('FORBIDDEN', 'There is no such post, or you may not see it.')

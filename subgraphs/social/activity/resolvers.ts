import type { Resolvers } from '../generated/resolvers.ts'
import type { Ctx } from '../loaders.ts'
import { activityCursor } from './activity-cursor.ts'
import type { ActivityItem } from './activity-stream.ts'
import { postActivity } from './post-activity.ts'

export const activity = {
  CommentConnection: {
    streamCursor: ({ postId, streamSeq }, _args, ctx) =>
      activityCursor(ctx, postId, { seq: streamSeq, countsVersion: null }),
  },
  Subscription: {
    postActivity: {
      subscribe: (_subscription, args, ctx) => postActivity(args, ctx) as never,
      resolve: (item: ActivityItem, _args: unknown, ctx: Ctx): never => {
        // What was read for all who watch need not be read for each.
        if (item.__typename === 'PostCountsChanged') {
          ctx.load.post.prime(item.post.id, item.post)
          ctx.load.counts.prime(item.post.id, [...item.counters])
        }
        return item as never
      },
    },
  },
} satisfies Resolvers

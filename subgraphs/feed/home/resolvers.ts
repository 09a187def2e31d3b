import type { Resolvers } from '../generated/resolvers.ts'
import { homeFeed, homeStream } from './home-feed.ts'

export const homeResolvers = {
  Query: {
    homeFeed: (_query, args, ctx) => homeFeed(args, ctx),
  },
  Subscription: {
    homeFeed: homeStream,
  },
  FeedItem: {
    __resolveReference: ({ id }, ctx) => ctx.load.feedItem.load(id as never),
    post: ({ postId, authorId }) => ({ id: postId, authorId }),
    reason: ({ authorId }) => ({ __typename: 'FollowedAuthor', user: { id: authorId } }),
  },
  Post: {
    __resolveReference: ({ id }) => ({ id: id as never, authorId: null }),
    author: ({ authorId }) => authorId && { id: authorId },
  },
} satisfies Resolvers

import type { Resolvers } from '../generated/resolvers.ts'
import type { FeedItemModel } from '../models.ts'
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
    reason: (item) => reasonOf(item) as never,
  },
  Post: {
    __resolveReference: ({ id }) => ({ id: id as never, authorId: null }),
    author: ({ authorId }) => authorId && { id: authorId },
  },
} satisfies Resolvers

function reasonOf({ reason, sourceId, authorId }: FeedItemModel) {
  switch (reason) {
    case 'REPOST':
      return { __typename: 'RepostedBy', user: { id: sourceId } }
    case 'BOARD':
      return { __typename: 'FollowedBoard', board: { id: sourceId } }
    case 'HASHTAG':
      return { __typename: 'FollowedHashtag', hashtag: { id: sourceId } }
    default:
      return { __typename: 'FollowedAuthor', user: { id: authorId } }
  }
}

import type { Resolvers } from '../generated/resolvers.ts'
import { boardCountOf } from './board-count-of.ts'
import { countOf } from './count-of.ts'
import { countOfPerson } from './count-of-person.ts'
import { totalOf } from './total-of.ts'

export const counters = {
  Post: {
    counts: async ({ id }, _args, ctx) => {
      const counted = await ctx.load.counts.load(id)
      return {
        likes: countOf(counted, 'LIKES'),
        comments: countOf(counted, 'COMMENTS'),
        saves: countOf(counted, 'SAVES'),
        reposts: countOf(counted, 'REPOSTS'),
      }
    },
  },
  Comment: {
    // Of a tombstone nobody likes anything; it may have been liked before.
    likeCount: async ({ id, deletedAt }, _args, ctx) =>
      countOf(deletedAt ? [] : await ctx.load.counts.load(id), 'LIKES'),
    replyCount: async ({ id }, _args, ctx) => countOf(await ctx.load.counts.load(id), 'REPLIES'),
  },
  CommentConnection: { total: (page, _args, ctx) => totalOf(ctx, page) },
  Board: {
    pinCount: async ({ id }, _args, ctx) => countOf(await ctx.load.counts.load(id), 'PINS'),
    followerCount: async ({ id }, _args, ctx) => countOf(await ctx.load.counts.load(id), 'FOLLOWERS'),
  },
  BoardSection: { pinCount: async ({ id }, _args, ctx) => countOf(await ctx.load.counts.load(id), 'PINS') },
  Hashtag: { postCount: async ({ id }, _args, ctx) => countOf(await ctx.load.counts.load(id), 'TAGGED') },
  SocialCounts: {
    followers: ({ id }, _args, ctx) => countOfPerson(ctx, id, 'FOLLOWERS'),
    following: ({ id }, _args, ctx) => countOfPerson(ctx, id, 'FOLLOWING'),
    posts: ({ id }, _args, ctx) => countOfPerson(ctx, id, 'POSTS'),
    boards: ({ id }, _args, ctx) => boardCountOf(ctx, id),
  },
  User: {
    followerCount: ({ id }, _args, ctx) => countOfPerson(ctx, id, 'FOLLOWERS'),
    followingCount: ({ id }, _args, ctx) => countOfPerson(ctx, id, 'FOLLOWING'),
    postCount: ({ id }, _args, ctx) => countOfPerson(ctx, id, 'POSTS'),
    socialCounts: ({ id }) => ({ id }),
  },
} satisfies Resolvers

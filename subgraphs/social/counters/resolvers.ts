import type { Resolvers } from '../generated/resolvers.ts'
import { countOf } from './count-of.ts'
import { countOfPerson } from './count-of-person.ts'

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
  Board: {
    pinCount: async ({ id }, _args, ctx) => countOf(await ctx.load.counts.load(id), 'PINS'),
    followerCount: async ({ id }, _args, ctx) => countOf(await ctx.load.counts.load(id), 'FOLLOWERS'),
  },
  BoardSection: { pinCount: async ({ id }, _args, ctx) => countOf(await ctx.load.counts.load(id), 'PINS') },
  Hashtag: { postCount: async ({ id }, _args, ctx) => countOf(await ctx.load.counts.load(id), 'TAGGED') },
  User: {
    followerCount: ({ id }, _args, ctx) => countOfPerson(ctx, id, 'FOLLOWERS'),
    followingCount: ({ id }, _args, ctx) => countOfPerson(ctx, id, 'FOLLOWING'),
    postCount: ({ id }, _args, ctx) => countOfPerson(ctx, id, 'POSTS'),
  },
} satisfies Resolvers

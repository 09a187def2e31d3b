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
      }
    },
  },
  Board: { pinCount: async ({ id }, _args, ctx) => countOf(await ctx.load.counts.load(id), 'PINS') },
  User: {
    followerCount: ({ id }, _args, ctx) => countOfPerson(ctx, id, 'FOLLOWERS'),
    followingCount: ({ id }, _args, ctx) => countOfPerson(ctx, id, 'FOLLOWING'),
    postCount: ({ id }, _args, ctx) => countOfPerson(ctx, id, 'POSTS'),
  },
} satisfies Resolvers

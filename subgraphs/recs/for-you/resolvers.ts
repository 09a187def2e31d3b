import type { Resolvers } from '../generated/resolvers.ts'
import { forYou } from './for-you.ts'

export const forYouResolvers = {
  Query: {
    forYou: (_query, args, ctx) => forYou(args, ctx),
  },
} satisfies Resolvers

import type { Resolvers } from '../generated/resolvers.ts'
import { search } from './search.ts'

export const searchResolvers = {
  Query: {
    search: (_query, args, ctx) => search(args, ctx),
  },
} satisfies Resolvers

import type { Resolvers } from '../generated/resolvers.ts'
import { sayTyping } from './say-typing.ts'
import { type Presence, watchPresence } from './watch-presence.ts'

export const presence = {
  Mutation: { typing: async (_mutation, { input }, ctx): Promise<never> => (await sayTyping(input, ctx)) as never },
  Subscription: {
    presence: {
      subscribe: (_subscription, { postId }, ctx) => watchPresence(postId, ctx) as never,
      resolve: (item: Presence): never => item as never,
    },
  },
} satisfies Resolvers

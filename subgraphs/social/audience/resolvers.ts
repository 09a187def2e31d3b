import { mutation } from '@varal/platform/mutation'
import type { Resolvers } from '../generated/resolvers.ts'
import { updateAudience, updateAudienceInput } from './update-audience.ts'

export const audience = {
  Mutation: { updateAudience: mutation(updateAudienceInput, updateAudience) },
  PostViewerState: {
    // A repost has no comments: what it shows has.
    canComment: async ({ post }, _args, ctx) =>
      post.kind !== 'REPOST' && (await ctx.load.lettingComment.load(post.authorId)) !== null,
  },
  User: { audience: ({ id }, _args, ctx) => ctx.load.audience.load(id) },
} satisfies Resolvers

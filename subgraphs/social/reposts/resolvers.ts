import { mutation } from '@varal/platform/mutation'
import type { Resolvers } from '../generated/resolvers.ts'
import { postOfPayload } from '../post-of-payload.ts'
import { repost, repostInput } from './repost.ts'
import { undoRepost } from './undo-repost.ts'

export const reposts = {
  Mutation: {
    repost: mutation(repostInput, repost),
    undoRepost: mutation(repostInput, undoRepost),
  },
  RepostPayload: {
    repost: ({ repost: made }, _args, ctx) => (made ? ctx.load.post.load(made.id) : null),
    post: postOfPayload,
  },
  UndoRepostPayload: { post: postOfPayload },
  PostViewerState: {
    reposted: async ({ post }, _args, ctx) => (await ctx.load.repostState.load(post.id))?.reposted ?? false,
    canRepost: async ({ post }, _args, ctx) => (await ctx.load.repostState.load(post.id))?.canRepost ?? false,
  },
  Post: {
    repostOf: ({ repostOf }, _args, ctx) => (repostOf ? ctx.load.post.load(repostOf) : null),
    quoteOf: async ({ quoteOf }, _args, ctx) => quoteOf && ((await ctx.load.post.load(quoteOf)) ?? { id: quoteOf }),
  },
} satisfies Resolvers

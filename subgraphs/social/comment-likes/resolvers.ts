import { mutation } from '@varal/platform/mutation'
import { chronological } from '../chronological.ts'
import type { Resolvers } from '../generated/resolvers.ts'
import { likeComment, likeCommentInput, unlikeComment } from './like-comment.ts'

export const commentLikes = {
  Mutation: {
    likeComment: mutation(likeCommentInput, likeComment),
    unlikeComment: mutation(likeCommentInput, unlikeComment),
  },
  Comment: {
    viewerLiked: async ({ id }, _args, ctx) =>
      ctx.viewer.kind === 'anonymous' ? null : (await ctx.load.likedComment.load(id)) !== null,
    // Of a tombstone nobody likes anything.
    likedBy: ({ id, deletedAt }, args, ctx) =>
      deletedAt
        ? null
        : chronological('likers-of-comment', ctx, args, {
            of: id,
            load: ctx.load.likersOfComment,
            at: (like) => [like.likedAt, like.userId],
            node: (like) => ({ id: like.userId }),
          }),
  },
} satisfies Resolvers

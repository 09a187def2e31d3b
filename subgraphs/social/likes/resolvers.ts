import { mutation } from '@varal/platform/mutation'
import { chronological } from '../chronological.ts'
import type { Resolvers } from '../generated/resolvers.ts'
import { isViewer } from '../policy.ts'
import { postOfPayload } from '../post-of-payload.ts'
import { likePost, likePostInput } from './like-post.ts'
import { unlikePost } from './unlike-post.ts'

export const likes = {
  Mutation: {
    likePost: mutation(likePostInput, likePost),
    unlikePost: mutation(likePostInput, unlikePost),
  },
  LikePostPayload: { post: postOfPayload },
  Post: {
    likedBy: (post, args, ctx) =>
      chronological('likers-of-post', ctx, args, {
        of: post.id,
        load: ctx.load.likersOfPost,
        at: (like) => [like.likedAt, like.userId],
        node: (like) => ({ id: like.userId }),
      }),
  },
  User: {
    // What somebody likes is theirs alone.
    likedPosts: ({ id }, args, ctx) =>
      isViewer(ctx.viewer, id)
        ? chronological('liked-posts', ctx, args, {
            of: id,
            load: ctx.load.likedPostsOf,
            at: (post) => [post.likedAt, post.id],
            node: (post) => post,
          })
        : null,
  },
} satisfies Resolvers

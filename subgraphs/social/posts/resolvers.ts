import { decodeId, encodeId } from '@varal/platform/global-ids'
import { mutation } from '@varal/platform/mutation'
import type { PostId } from '@varal/schema/ids'
import { awaitAssets } from '../assets/reads.ts'
import { chronological } from '../chronological.ts'
import type { Resolvers } from '../generated/resolvers.ts'
import type { Ctx } from '../loaders.ts'
import { postOfPayload } from '../post-of-payload.ts'
import { createPost, createPostInput } from './create-post.ts'
import { deletePost, deletePostInput } from './delete-post.ts'

export const posts = {
  Query: {
    post: (_query, { id }, ctx) => {
      const postId = decodeId('Post', id)
      return postId && ctx.load.post.load(postId)
    },
  },
  Mutation: {
    createPost: mutation(createPostInput, createPost, {
      // Refuses nothing: a replay gets the first answer, whatever became of the assets since.
      prepare: async ({ assetIds }, ctx: Ctx) =>
        ctx.viewer.kind === 'user' ? awaitAssets(ctx.db, ctx.viewer.id, assetIds) : undefined,
    }),
    deletePost: mutation(deletePostInput, deletePost),
  },
  CreatePostPayload: { post: postOfPayload },
  DeletePostPayload: {
    deletedPostId: ({ deletedPostId }) => (deletedPostId ? encodeId('Post', deletedPostId) : null),
  },
  Post: {
    __resolveReference: ({ id }, ctx) => ctx.load.post.load(id as PostId),
    author: ({ authorId }) => ({ id: authorId }),
    text: ({ text }) => (text === null ? null : { text }),
    media: ({ assetIds }) => assetIds.map((id) => ({ id })),
  },
  User: {
    posts: (user, args, ctx) =>
      chronological('posts-of-user', ctx, args, {
        of: user.id,
        load: ctx.load.postsOfAuthor,
        at: (post) => [post.publishedAt as Date, post.id],
        node: (post) => post,
      }),
  },
} satisfies Resolvers

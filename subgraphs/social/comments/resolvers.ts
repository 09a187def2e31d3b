import { encodeId } from '@varal/platform/global-ids'
import { mutation } from '@varal/platform/mutation'
import { selects } from '@varal/platform/selects'
import type { CommentId } from '@varal/schema/ids'
import { chronological } from '../chronological.ts'
import type { Resolvers } from '../generated/resolvers.ts'
import type { PostModel } from '../models.ts'
import { postOfPayload } from '../post-of-payload.ts'
import { createComment, createCommentInput } from './create-comment.ts'
import { deleteComment, deleteCommentInput } from './delete-comment.ts'

export const comments = {
  Mutation: {
    createComment: mutation(createCommentInput, createComment),
    deleteComment: mutation(deleteCommentInput, deleteComment),
  },
  CreateCommentPayload: {
    comment: ({ comment }, _args, ctx) => (comment ? ctx.load.comment.load(comment.id) : null),
    post: postOfPayload,
  },
  DeleteCommentPayload: {
    deletedCommentId: ({ deletedCommentId }) => (deletedCommentId ? encodeId('Comment', deletedCommentId) : null),
  },
  Comment: {
    __resolveReference: ({ id }, ctx) => ctx.load.comment.load(id as CommentId),
    author: ({ authorId }) => ({ id: authorId }),
    text: ({ text }) => ({ text }),
    // Seen with its comment.
    post: ({ postId }, _args, ctx) => ctx.load.post.load(postId) as Promise<PostModel>,
  },
  Post: {
    comments: async (post, args, ctx, info) => {
      // Before the page is read: what comes in between is on the page and in the stream, rather than in neither.
      const head = selects(info, 'streamCursor') ? await ctx.load.activityHead.load(post.id) : null
      const page = await chronological('comments-of-post', ctx, args, {
        of: post.id,
        load: ctx.load.commentsOfPost,
        at: (comment) => [comment.createdAt, comment.id],
        node: (comment) => comment,
      })
      return { ...page, postId: post.id, streamSeq: head?.seq ?? 0 }
    },
  },
} satisfies Resolvers

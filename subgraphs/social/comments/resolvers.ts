import { encodeId } from '@varal/platform/global-ids'
import { mutation } from '@varal/platform/mutation'
import { selects } from '@varal/platform/selects'
import type { CommentId } from '@varal/schema/ids'
import { awaitAssets } from '../assets/reads.ts'
import { commentOfPayload } from '../comment-of-payload.ts'
import type { Resolvers } from '../generated/resolvers.ts'
import type { Ctx } from '../loaders.ts'
import type { PostModel } from '../models.ts'
import { postOfPayload } from '../post-of-payload.ts'
import { commentsPage, newEdge } from './comments-page.ts'
import { createComment, createCommentInput } from './create-comment.ts'
import { deleteComment, deleteCommentInput } from './delete-comment.ts'
import { hideComment, hideCommentInput, unhideComment } from './hide-comment.ts'
import { updateComment, updateCommentInput } from './update-comment.ts'

export const comments = {
  Mutation: {
    createComment: mutation(createCommentInput, createComment, {
      // Refuses nothing: a replay gets the first answer, whatever became of the asset since.
      prepare: async ({ assetId }, ctx: Ctx) =>
        ctx.viewer.kind === 'user' && assetId ? awaitAssets(ctx.db, ctx.viewer.id, [assetId]) : undefined,
    }),
    updateComment: mutation(updateCommentInput, updateComment),
    deleteComment: mutation(deleteCommentInput, deleteComment),
    hideComment: mutation(hideCommentInput, hideComment),
    unhideComment: mutation(hideCommentInput, unhideComment),
  },
  CreateCommentPayload: {
    comment: commentOfPayload,
    post: postOfPayload,
    async commentEdge({ comment: created }, _args, ctx) {
      const comment = created && (await ctx.load.comment.load(created.id))
      return comment ? newEdge(comment, ctx) : null
    },
  },
  CommentPayload: { comment: commentOfPayload },
  DeleteCommentPayload: {
    deletedCommentId: ({ deletedCommentId }) => (deletedCommentId ? encodeId('Comment', deletedCommentId) : null),
  },
  Comment: {
    __resolveReference: ({ id }, ctx) => ctx.load.comment.load(id as CommentId),
    state: ({ deletedAt, removedAt, hiddenAt }) =>
      deletedAt ? 'DELETED' : removedAt ? 'REMOVED' : hiddenAt ? 'HIDDEN' : 'VISIBLE',
    author: ({ authorId, deletedAt }) => (deletedAt ? null : { id: authorId }),
    text: ({ text, spans }) => ({ text, spans }),
    asset: ({ assetId }) => assetId && { id: assetId },
    // Seen with its comment.
    post: ({ postId }, _args, ctx) => ctx.load.post.load(postId) as Promise<PostModel>,
    parent: ({ parentId }, _args, ctx) => parentId && ctx.load.comment.load(parentId),
    root: ({ rootId }, _args, ctx) => rootId && ctx.load.comment.load(rootId),
    replies: ({ id, postId }, args, ctx, info) =>
      commentsPage({ of: 'parentId', parent: id, postId }, args, ctx, selects(info, 'streamCursor')),
  },
  Post: {
    comments: ({ id }, args, ctx, info) =>
      commentsPage({ of: 'postId', parent: id, postId: id }, args, ctx, selects(info, 'streamCursor')),
  },
} satisfies Resolvers

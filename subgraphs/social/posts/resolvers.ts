import { decodeId, encodeId } from '@varal/platform/global-ids'
import { mutation } from '@varal/platform/mutation'
import { connection, pageRequest } from '@varal/platform/page'
import type { PostId } from '@varal/schema/ids'
import { z } from 'zod'
import { awaitAssets } from '../assets/reads.ts'
import { chronological } from '../chronological.ts'
import type { Resolvers } from '../generated/resolvers.ts'
import type { Ctx } from '../loaders.ts'
import { postOfPayload } from '../post-of-payload.ts'
import type { Span } from '../span.ts'
import { createPost, createPostInput } from './create-post.ts'
import { deletePost, deletePostInput } from './delete-post.ts'
import { publishPost, publishPostInput } from './publish-post.ts'
import { updatePost, updatePostInput } from './update-post.ts'

const richText = ({ text, spans }: { text: string | null; spans: readonly Span[] }) =>
  text === null ? null : { text, spans }

export const posts = {
  Query: {
    post: (_query, { id }, ctx) => {
      const postId = decodeId('Post', id)
      return postId && ctx.load.post.load(postId)
    },
    drafts: (_query, args, ctx) =>
      ctx.viewer.kind === 'anonymous'
        ? null
        : chronological('drafts', ctx, args, {
            of: ctx.viewer.id,
            load: ctx.load.unpublishedOf,
            at: (post) => [post.createdAt, post.id],
            node: (post) => post,
          }),
  },
  Mutation: {
    createPost: mutation(createPostInput, createPost, {
      // Refuses nothing: a replay gets the first answer, whatever became of the assets since.
      prepare: async ({ assetIds }, ctx: Ctx) => {
        if (ctx.viewer.kind === 'user') await awaitAssets(ctx.db, ctx.viewer.id, assetIds)
        return ctx.settings.links.blockedHosts
      },
    }),
    updatePost: mutation(updatePostInput, updatePost, {
      prepare: async (_input, ctx: Ctx) => ctx.settings.links.blockedHosts,
    }),
    publishPost: mutation(publishPostInput, publishPost),
    deletePost: mutation(deletePostInput, deletePost),
  },
  CreatePostPayload: { post: postOfPayload },
  UpdatePostPayload: { post: postOfPayload },
  PublishPostPayload: { post: postOfPayload },
  DeletePostPayload: {
    deletedPostId: ({ deletedPostId }) => (deletedPostId ? encodeId('Post', deletedPostId) : null),
  },
  Post: {
    __resolveReference: ({ id }, ctx) => ctx.load.post.load(id as PostId),
    author: ({ authorId }) => ({ id: authorId }),
    text: richText,
    media: ({ assetIds }) => assetIds.map((id) => ({ id })),
    linkPreview: ({ link, linkAssetId }) => (link && linkAssetId ? { id: linkAssetId } : null),
    revisions: async ({ id }, args, ctx) => {
      const request = pageRequest(args, ctx.cursors, { list: 'revisions-of-post', key: z.int() })
      return connection(await ctx.load.revisionsOfPost.load(id, request), request, ({ version }) => version)
    },
  },
  PostRevision: { text: richText },
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

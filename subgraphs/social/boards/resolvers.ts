import { decodeId, encodeId } from '@varal/platform/global-ids'
import { mutation } from '@varal/platform/mutation'
import type { BoardId } from '@varal/schema/ids'
import { awaitAssets } from '../assets/reads.ts'
import { chronological } from '../chronological.ts'
import type { Resolvers } from '../generated/resolvers.ts'
import type { Ctx } from '../loaders.ts'
import { canPin } from '../policy.ts'
import { createBoard, createBoardInput } from './create-board.ts'
import { deleteBoard, deleteBoardInput } from './delete-board.ts'
import { followBoard, followBoardInput } from './follow-board.ts'
import { boardOrders } from './reads.ts'
import { unfollowBoard } from './unfollow-board.ts'
import { updateBoard, updateBoardInput } from './update-board.ts'

/** The `board` of a payload: read after the commit. */
const ofPayload = {
  board: ({ board }: { board?: { id: BoardId } }, _args: unknown, ctx: Ctx) =>
    board ? ctx.load.board.load(board.id) : null,
}

export const boards = {
  Query: {
    board: (_query, { id }, ctx) => {
      const boardId = decodeId('Board', id)
      return boardId && ctx.load.board.load(boardId)
    },
  },
  Mutation: {
    createBoard: mutation(createBoardInput, createBoard),
    updateBoard: mutation(updateBoardInput, updateBoard, {
      prepare: async ({ coverAssetId }, ctx: Ctx) =>
        coverAssetId && ctx.viewer.kind === 'user' ? awaitAssets(ctx.db, ctx.viewer.id, [coverAssetId]) : undefined,
    }),
    deleteBoard: mutation(deleteBoardInput, deleteBoard),
    followBoard: mutation(followBoardInput, followBoard),
    unfollowBoard: mutation(followBoardInput, unfollowBoard),
  },
  CreateBoardPayload: ofPayload,
  UpdateBoardPayload: ofPayload,
  FollowBoardPayload: ofPayload,
  DeleteBoardPayload: {
    deletedBoardId: ({ deletedBoardId }) => (deletedBoardId ? encodeId('Board', deletedBoardId) : null),
  },
  Board: {
    __resolveReference: ({ id }, ctx) => ctx.load.board.load(id as BoardId),
    owner: ({ ownerId }) => ({ id: ownerId }),
    cover: async ({ id, coverAssetId, coverPinId }, _args, ctx) => {
      if (coverAssetId) return { id: coverAssetId }
      const pin = coverPinId && (await ctx.load.pin.load(coverPinId))
      // A pin that has left the board is its cover no longer.
      const post = pin && pin.boardId === id && (await ctx.load.post.load(pin.postId))
      const first = post ? post.assetIds[0] : undefined
      return first ? { id: first } : null
    },
    viewerCanPin: (board, _args, ctx) => canPin(ctx.viewer, board),
    viewerRole: ({ role }) => role,
    viewerFollows: async ({ id }, _args, ctx) => (await ctx.load.boardFollow.load(id)) !== null,
  },
  User: {
    boards: (user, { order, ...args }, ctx) =>
      chronological(order === 'NEWEST' ? 'boards-of-user' : 'boards-of-user-by-save', ctx, args, {
        of: user.id,
        load: ctx.load.boardsOfOwner[order],
        at: (board) => [board[boardOrders[order]], board.id],
        node: (board) => board,
      }),
  },
} satisfies Resolvers

import { decodeId } from '@varal/platform/global-ids'
import { mutation } from '@varal/platform/mutation'
import type { BoardId } from '@varal/schema/ids'
import { chronological } from '../chronological.ts'
import type { Resolvers } from '../generated/resolvers.ts'
import { canPin } from '../policy.ts'
import { createBoard, createBoardInput } from './create-board.ts'

export const boards = {
  Query: {
    board: (_query, { id }, ctx) => {
      const boardId = decodeId('Board', id)
      return boardId && ctx.load.board.load(boardId)
    },
  },
  Mutation: { createBoard: mutation(createBoardInput, createBoard) },
  CreateBoardPayload: { board: ({ board }, _args, ctx) => (board ? ctx.load.board.load(board.id) : null) },
  Board: {
    __resolveReference: ({ id }, ctx) => ctx.load.board.load(id as BoardId),
    owner: ({ ownerId }) => ({ id: ownerId }),
    viewerCanPin: (board, _args, ctx) => canPin(ctx.viewer, board),
  },
  User: {
    boards: (user, args, ctx) =>
      chronological('boards-of-user', ctx, args, {
        of: user.id,
        load: ctx.load.boardsOfOwner,
        at: (board) => [board.createdAt, board.id],
        node: (board) => board,
      }),
  },
} satisfies Resolvers

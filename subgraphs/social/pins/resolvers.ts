import { encodeId } from '@varal/platform/global-ids'
import { mutation } from '@varal/platform/mutation'
import type { PinId } from '@varal/schema/ids'
import { chronological } from '../chronological.ts'
import type { Resolvers } from '../generated/resolvers.ts'
import type { BoardModel } from '../models.ts'
import { postOfPayload } from '../post-of-payload.ts'
import { removePin, removePinInput } from './remove-pin.ts'
import { savePost, savePostInput } from './save-post.ts'

export const pins = {
  Mutation: {
    savePost: mutation(savePostInput, savePost),
    removePin: mutation(removePinInput, removePin),
  },
  SavePostPayload: {
    pin: ({ pin }, _args, ctx) => (pin ? ctx.load.pin.load(pin.id) : null),
    post: postOfPayload,
  },
  RemovePinPayload: { removedPinId: ({ removedPinId }) => (removedPinId ? encodeId('Pin', removedPinId) : null) },
  Pin: {
    __resolveReference: ({ id }, ctx) => ctx.load.pin.load(id as PinId),
    post: async ({ postId }, _args, ctx) => (await ctx.load.post.load(postId)) ?? { id: postId },
    // Seen before its pins.
    board: ({ boardId }, _args, ctx) => ctx.load.board.load(boardId) as Promise<BoardModel>,
    savedBy: ({ savedBy }) => ({ id: savedBy }),
  },
  PostOrTombstone: { __resolveType: (value) => ('state' in value ? 'Post' : 'Tombstone') },
  Tombstone: { id: ({ id }) => encodeId('Post', id) },
  Board: {
    pins: (board, args, ctx) =>
      chronological('pins-of-board', ctx, args, {
        of: board.id,
        load: ctx.load.pinsOfBoard,
        at: (pin) => [pin.savedAt, pin.id],
        node: (pin) => pin,
      }),
  },
  Post: {
    viewerState: async ({ id }, _args, ctx) => {
      const rows = await ctx.load.viewerState.load(id)
      return { liked: rows[0]?.liked ?? false, savedIn: rows.flatMap(({ board }) => board ?? []) }
    },
  },
} satisfies Resolvers

import { encodeId } from '@varal/platform/global-ids'
import { mutation } from '@varal/platform/mutation'
import { selects } from '@varal/platform/selects'
import type { PinId } from '@varal/schema/ids'
import type { Resolvers } from '../generated/resolvers.ts'
import type { Ctx } from '../loaders.ts'
import type { BoardModel } from '../models.ts'
import { canViewBoard } from '../policy.ts'
import { postOfPayload } from '../post-of-payload.ts'
import { movePins, movePinsInput } from './move-pins.ts'
import { pinsOfBoard } from './pins-of-board.ts'
import { removePin, removePinInput } from './remove-pin.ts'
import { removePins, removePinsInput } from './remove-pins.ts'
import { savePost, savePostInput } from './save-post.ts'
import { updatePin, updatePinInput } from './update-pin.ts'

/** The `pin` of a payload: read after the commit. */
const pinOfPayload = ({ pin }: { pin?: { id: PinId } }, _args: unknown, ctx: Ctx) =>
  pin ? ctx.load.pin.load(pin.id) : null

export const pins = {
  Mutation: {
    savePost: mutation(savePostInput, savePost, { prepare: async (_input, ctx: Ctx) => ctx.caller.language }),
    updatePin: mutation(updatePinInput, updatePin),
    movePins: mutation(movePinsInput, movePins),
    removePin: mutation(removePinInput, removePin),
    removePins: mutation(removePinsInput, removePins),
  },
  SavePostPayload: { pin: pinOfPayload, post: postOfPayload },
  UpdatePinPayload: { pin: pinOfPayload },
  MovePinsPayload: {
    pins: async ({ movedPinIds }: { movedPinIds?: PinId[] }, _args, ctx) =>
      movedPinIds
        ? (await Promise.all(movedPinIds.map((id) => ctx.load.pin.load(id)))).flatMap((pin) => pin ?? [])
        : null,
  },
  RemovePinPayload: { removedPinId: ({ removedPinId }) => (removedPinId ? encodeId('Pin', removedPinId) : null) },
  RemovePinsPayload: {
    removedPinIds: ({ removedPinIds }: { removedPinIds?: PinId[] }) =>
      removedPinIds?.map((id) => encodeId('Pin', id)) ?? null,
  },
  Pin: {
    __resolveReference: ({ id }, ctx) => ctx.load.pin.load(id as PinId),
    post: async ({ postId }, _args, ctx) => (await ctx.load.post.load(postId)) ?? { id: postId },
    // Seen before its pins.
    board: ({ boardId }, _args, ctx) => ctx.load.board.load(boardId) as Promise<BoardModel>,
    section: ({ sectionId }, _args, ctx) => sectionId && ctx.load.section.load(sectionId),
    position: ({ place }) => place,
    savedBy: ({ savedBy }) => ({ id: savedBy }),
    savedFrom: ({ savedFromId }, _args, ctx) => savedFromId && ctx.load.pin.load(savedFromId),
  },
  PostOrTombstone: { __resolveType: (value) => ('state' in value ? 'Post' : 'Tombstone') },
  Tombstone: { id: ({ id }) => encodeId('Post', id) },
  Board: {
    pins: (board, args, ctx, info) => pinsOfBoard(board.id, args, ctx, selects(info, 'streamCursor')),
  },
  Post: {
    viewerState: async (post, _args, ctx) => {
      const rows = await ctx.load.viewerState.load(post.id)
      const boards = rows.flatMap(({ board }) => (board && canViewBoard(ctx.viewer, board) ? board : []))
      // `post` is for the fields of other slices.
      return { post, liked: rows[0]?.liked ?? false, savedIn: boards }
    },
  },
} satisfies Resolvers

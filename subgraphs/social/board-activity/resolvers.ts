import { Mistake } from '@varal/platform/errors'
import { decodeId } from '@varal/platform/global-ids'
import type { Resolvers } from '../generated/resolvers.ts'
import type { Ctx } from '../loaders.ts'
import { beginWatching } from '../watched-stream.ts'
import { boardCursor, openBoardCursor } from './board-cursor.ts'
import { type BoardItem, BoardStream } from './board-stream.ts'

export const boardActivity = {
  PinConnection: {
    streamCursor: ({ streamOf, streamSeq }, _args, ctx) => (streamOf ? boardCursor(ctx, streamOf, streamSeq) : null),
  },
  Subscription: {
    boardActivity: {
      subscribe: (_subscription, args, ctx) => open(args, ctx) as never,
      resolve: (item: BoardItem, _args: unknown, ctx: Ctx): never => {
        // What was read for all who watch need not be read for each.
        if ('seenBoard' in item) ctx.load.board.prime(item.seenBoard.id, item.seenBoard)
        return item as never
      },
    },
  },
} satisfies Resolvers

/**
 * What happens to a board, for a viewer who may see it.
 * @throws Mistake FORBIDDEN if there is no such board, or not for this viewer: as `postActivity`.
 */
async function open(args: { boardId: string; after?: string | null | undefined }, ctx: Ctx) {
  const boardId = decodeId('Board', args.boardId)
  if (!boardId) throw noSuchBoard()
  const after = args.after == null ? null : openBoardCursor(ctx, boardId, args.after)
  const cursor = args.after == null ? 'none' : after === null ? 'invalid' : 'valid'
  return beginWatching(new BoardStream(boardId, after, ctx), cursor, noSuchBoard)
}

const noSuchBoard = () => new Mistake('FORBIDDEN', 'There is no such board, or you may not see it.')

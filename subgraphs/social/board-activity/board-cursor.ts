import { streamCursor } from '@varal/platform/live/subscription'
import type { BoardId } from '@varal/schema/ids'
import { boardTopic } from '@varal/schema/live'
import { z } from 'zod'
import type { Ctx } from '../loaders.ts'

const sealed = z.tuple([z.string(), z.int().nonnegative()])

/** Says that a client has everything of a board up to this number. */
export const boardCursor = (ctx: Pick<Ctx, 'cursors' | 'live'>, boardId: BoardId, seq: number): string =>
  streamCursor(ctx, boardTopic(boardId), seq)

/** The number; null if the cursor is not of this board's stream, or of an earlier life of the log. */
export function openBoardCursor(ctx: Pick<Ctx, 'cursors' | 'live'>, boardId: BoardId, cursor: string): number | null {
  const [epoch, seq] = ctx.cursors.open(`stream:${boardTopic(boardId)}`, cursor, sealed) ?? []
  return epoch === ctx.live.epoch && seq !== undefined ? seq : null
}

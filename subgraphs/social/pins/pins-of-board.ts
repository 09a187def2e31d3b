import { decodeId } from '@varal/platform/global-ids'
import { connection, pageRequest } from '@varal/platform/page'
import type { BoardId, SectionId } from '@varal/schema/ids'
import { z } from 'zod'
import type { ListRequest, Position } from '../chronological.ts'
import type { Ctx } from '../loaders.ts'
import type { PinOrder } from './reads.ts'
import type { PinRow } from './tables.ts'

interface Args {
  readonly first: number
  readonly after?: string | null | undefined
  readonly order: PinOrder
  readonly sectionId?: string | null | undefined
}

const byTime: z.ZodType<Position> = z.tuple([z.iso.datetime(), z.uuid()])
const byPlace: z.ZodType<Position> = z.tuple([z.string().regex(/^[0-9a-f]+$/), z.uuid()])

/** The pins of a board, or of one of its sections, in the order that is wanted. */
export async function pinsOfBoard(boardId: BoardId, args: Args, ctx: Ctx, isStreamWanted: boolean) {
  const isManual = args.order === 'MANUAL'
  const list = args.order === 'NEWEST' ? 'pins-of-board' : `pins-of-board-${args.order.toLowerCase()}`
  const request: ListRequest = pageRequest(args, ctx.cursors, { list, key: isManual ? byPlace : byTime })
  // Before the page is read: what comes in between is on the page and in the stream, rather than in neither.
  const head = isStreamWanted ? await ctx.load.boardActivityHead.load(boardId) : null
  const rows = await pageOf(boardId, args, request, ctx)
  const page = connection(rows, request, (pin): Position => [isManual ? pin.place : pin.savedAt.toISOString(), pin.id])
  return { ...page, streamOf: boardId, streamSeq: head?.seq ?? 0 }
}

/** What is no section of the board has no pins. */
async function pageOf(boardId: BoardId, { sectionId, order }: Args, request: ListRequest, ctx: Ctx): Promise<PinRow[]> {
  if (sectionId == null) return ctx.load.pinsOfBoard[order].load(boardId, request)
  const id: SectionId | null = decodeId('BoardSection', sectionId)
  const section = id && (await ctx.load.section.load(id))
  return section?.boardId === boardId ? ctx.load.pinsOfSection[order].load(section.id, request) : []
}

import { encodeId } from '@varal/platform/global-ids'
import type { LogEntry } from '@varal/platform/live/topic-log'
import type { BoardId } from '@varal/schema/ids'
import { boardTopic } from '@varal/schema/live'
import type { JudgedBoard } from '../boards/reads.ts'
import type { Ctx } from '../loaders.ts'
import type { PinRow } from '../pins/tables.ts'
import { canViewBoard, canViewPin } from '../policy.ts'
import { type Streamed, WatchedStream } from '../watched-stream.ts'
import { boardCursor } from './board-cursor.ts'
import { type BoardActivityData, boardLogOf } from './board-log.ts'
import { type SharedReads, sharedReads } from './shared-reads.ts'

export type BoardItem = Streamed<Shown>
type Shown =
  | { readonly __typename: 'PinAdded' | 'PinChanged'; readonly pin: PinRow; readonly seenBoard: JudgedBoard }
  | { readonly __typename: 'PinRemoved'; readonly pinId: string }
  | { readonly __typename: 'BoardChanged'; readonly board: JudgedBoard }

/** One open stream of a board. All that happens there is in its log. */
export class BoardStream extends WatchedStream<BoardActivityData, Shown> {
  readonly #boardId: BoardId
  readonly #ctx: Ctx
  readonly #reads: SharedReads

  constructor(boardId: BoardId, after: number | null, ctx: Ctx) {
    super(boardTopic(boardId), boardLogOf(ctx.db, boardId), after, ctx)
    this.#boardId = boardId
    this.#ctx = ctx
    this.#reads = sharedReads(ctx.db)
  }

  protected override async look(): Promise<Shown[] | null> {
    const { viewer } = this.#ctx
    const seen = await this.#reads.seen.load({ viewer, boardId: this.#boardId, saverId: null })
    return seen && canViewBoard(viewer, seen.board) ? [] : null
  }

  protected override async show({
    data: { kind, pinId, saverId },
  }: LogEntry<BoardActivityData>): Promise<Shown[] | null> {
    const { viewer } = this.#ctx
    const [seen, pin] = await Promise.all([
      this.#reads.seen.load({ viewer, boardId: this.#boardId, saverId }),
      pinId && kind !== 'removed' ? this.#reads.pin.load(pinId) : null,
    ])
    if (!seen || !canViewBoard(viewer, seen.board)) return null
    if (kind === 'board') return [{ __typename: 'BoardChanged', board: seen.board }]
    if (!canViewPin(viewer, seen.board, seen.isSaverBlocked)) return []
    if (kind === 'removed') return pinId ? [{ __typename: 'PinRemoved', pinId: encodeId('Pin', pinId) }] : []
    // One that has gone since is told of by a later entry.
    if (pin?.boardId !== this.#boardId) return []
    return [{ __typename: kind === 'added' ? 'PinAdded' : 'PinChanged', pin, seenBoard: seen.board }]
  }

  protected override cursorAt(seq: number): string {
    return boardCursor(this.#ctx, this.#boardId, seq)
  }
}

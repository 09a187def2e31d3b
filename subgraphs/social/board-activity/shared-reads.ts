import { among, type Db } from '@varal/platform/db'
import { type Shared, together } from '@varal/platform/load'
import type { Viewer } from '@varal/platform/viewer'
import type { BoardId, PinId, UserId } from '@varal/schema/ids'
import { eq, getTableColumns, sql } from 'drizzle-orm'
import type { JudgedBoard } from '../boards/reads.ts'
import { boards } from '../boards/tables.ts'
import { type PinRow, pins } from '../pins/tables.ts'
import { doesFollow, isBlockBetween, isPrivate, roleOf } from '../standing.ts'

/** Whether a viewer may see a board, and what a person did there. */
export interface Ask {
  readonly viewer: Viewer
  readonly boardId: BoardId
  /** Null if it is about the board alone. */
  readonly saverId: UserId | null
}

/** What the policy needs to know for an ask. */
export interface Seen {
  readonly board: JudgedBoard
  readonly isSaverBlocked: boolean
}

/** What the streams of a process ask, whoever watches. */
export interface SharedReads {
  /** Null if there is no such board. */
  readonly seen: Shared<Ask, Seen | null>
  /** Null if it is gone. */
  readonly pin: Shared<PinId, PinRow | null>
}

const readsOf = new WeakMap<Db, SharedReads>()

/** As those of posts: one event wakes many streams at once, and those of one process ask together. */
export function sharedReads(db: Db): SharedReads {
  const reads = readsOf.get(db) ?? {
    seen: together((asks: readonly Ask[]) => seenBy(db, asks), keyOf),
    pin: together((ids: readonly PinId[]) => pinsById(db, ids)),
  }
  readsOf.set(db, reads)
  return reads
}

async function pinsById(db: Db, ids: readonly PinId[]): Promise<(PinRow | null)[]> {
  const found = await db.select().from(pins).where(among(pins.id, ids))
  const rows = new Map(found.map((row) => [row.id, row]))
  return ids.map((id) => rows.get(id) ?? null)
}

const viewerId = (viewer: Viewer): UserId | null => (viewer.kind === 'user' ? viewer.id : null)
const keyOf = ({ viewer, boardId, saverId }: Ask) => `${viewerId(viewer)} ${boardId} ${saverId}`

/** One statement. */
async function seenBy(db: Db, asks: readonly Ask[]): Promise<(Seen | null)[]> {
  const viewer = sql`ask.viewer_id`
  const rows = await db
    .select({
      index: sql<number>`ask.position::int - 1`,
      board: getTableColumns(boards),
      role: roleOf(viewer, boards.id),
      viewerFollows: doesFollow(viewer, boards.ownerId),
      isBlocked: isBlockBetween(viewer, boards.ownerId),
      isPrivate: isPrivate(boards.ownerId),
      isSaverBlocked: isBlockBetween(viewer, sql`ask.saver_id`),
    })
    .from(
      sql`unnest(
        ${sql.param(asks.map((ask) => viewerId(ask.viewer)))}::uuid[], ${sql.param(asks.map((ask) => ask.boardId))}::uuid[],
        ${sql.param(asks.map((ask) => ask.saverId))}::uuid[]
      ) with ordinality as ask (viewer_id, board_id, saver_id, position)`,
    )
    .innerJoin(boards, eq(boards.id, sql`ask.board_id`))
  const byIndex = new Map(
    rows.map(({ index, board, isSaverBlocked, ...facts }): [number, Seen] => [
      index,
      { board: { ...board, ...facts }, isSaverBlocked },
    ]),
  )
  return asks.map((_ask, index) => byIndex.get(index) ?? null)
}

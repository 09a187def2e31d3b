import { among, type Db } from '@varal/platform/db'
import { lastNumbers, numberRuns } from '@varal/platform/live/number-items'
import type { LogEntry, TopicLog } from '@varal/platform/live/topic-log'
import type { Work } from '@varal/platform/work'
import type { BoardId, PinId, UserId } from '@varal/schema/ids'
import { boardTopic } from '@varal/schema/live'
import { and, asc, eq, gt, sql } from 'drizzle-orm'
import { boards } from '../boards/tables.ts'
import { type BoardActivityKind, boardActivity } from './tables.ts'

/** What an entry of a board's log says, as it is pushed and as it is read. */
export interface BoardActivityData {
  readonly kind: BoardActivityKind
  readonly pinId: PinId | null
  readonly saverId: UserId | null
}

export interface BoardActivityChange extends BoardActivityData {
  readonly boardId: BoardId
}

type Row = typeof boardActivity.$inferSelect

const entryOf = ({ seq, at, kind, pinId, saverId }: Omit<Row, 'boardId'>): LogEntry<BoardActivityData> => ({
  ...{ seq, at: at.toISOString(), data: { kind, pinId, saverId } },
})

/** The log behind a board's stream. It is only ever cut at its old end. */
export const boardLogOf = (db: Db, boardId: BoardId): TopicLog<BoardActivityData> => ({
  async read(after, limit) {
    const rows = await db
      .select()
      .from(boardActivity)
      .where(and(eq(boardActivity.boardId, boardId), gt(boardActivity.seq, after)))
      .orderBy(asc(boardActivity.seq))
      .limit(limit)
    return rows.map(entryOf)
  },
})

/** How far the log of each board has got. One statement. */
export const boardActivityHeads = (db: Db) => async (boardIds: readonly BoardId[]) => {
  const heads = await lastNumbers(db, boardIds.map(boardTopic))
  return boardIds.map((boardId) => ({ boardId, seq: heads.get(boardTopic(boardId)) ?? 0 }))
}

/**
 * Numbers changes, stores them and shows them to who watches: three statements, however many. Of deleted boards nothing is
 * told: nobody may see it, and their numbers are forgotten.
 */
export async function appendToBoards(work: Work, changes: readonly BoardActivityChange[]): Promise<void> {
  const boardIds = [...new Set(changes.map(({ boardId }) => boardId))]
  const known = await work.db.select({ id: boards.id }).from(boards).where(among(boards.id, boardIds))
  const existing = new Set(known.map(({ id }) => id))
  const byBoard = Map.groupBy(
    changes.filter(({ boardId }) => existing.has(boardId)),
    ({ boardId }) => boardId,
  )
  if (byBoard.size === 0) return
  const firsts = await numberRuns(work.db, new Map([...byBoard].map(([id, { length }]) => [boardTopic(id), length])))
  const rows = [...byBoard].flatMap(([boardId, ofBoard]) =>
    ofBoard.map((change, index) => ({ ...change, seq: (firsts.get(boardTopic(boardId)) ?? 0) + index })),
  )
  const column = (name: keyof (typeof rows)[number]) => sql.param(rows.map((row) => row[name]))
  await work.db.execute(sql`
    insert into ${boardActivity} (board_id, seq, kind, pin_id, saver_id, at)
    select *, ${work.at.toISOString()}::timestamptz from unnest(
      ${column('boardId')}::uuid[], ${column('seq')}::bigint[], ${column('kind')}::text[], ${column('pinId')}::uuid[],
      ${column('saverId')}::uuid[])`)
  for (const row of rows) work.push({ topic: boardTopic(row.boardId), ...entryOf({ ...row, at: work.at }) })
}

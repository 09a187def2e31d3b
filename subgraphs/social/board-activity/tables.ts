import type { BoardId, PinId, UserId } from '@varal/schema/ids'
import { bigint, index, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'

export type BoardActivityKind = 'added' | 'changed' | 'removed' | 'board'

/** What happened to a board and its pins: the log of its topic. Numbered without gaps, and kept for 24 hours. */
export const boardActivity = pgTable(
  'board_activity',
  {
    boardId: uuid('board_id').$type<BoardId>().notNull(),
    seq: bigint({ mode: 'number' }).notNull(),
    kind: text().$type<BoardActivityKind>().notNull(),
    /** Null if it is about the board itself. */
    pinId: uuid('pin_id').$type<PinId>(),
    /** Who saved the pin: between them and a viewer there may be a block. */
    saverId: uuid('saver_id').$type<UserId>(),
    at: timestamp('at', { withTimezone: true, precision: 3 }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.boardId, table.seq] }), index('board_activity_at').on(table.at)],
)

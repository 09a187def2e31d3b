import type { BoardId, PinId, PostId, UserId } from '@varal/schema/ids'
import { desc } from 'drizzle-orm'
import { index, pgTable, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core'

export const pins = pgTable(
  'pins',
  {
    id: uuid().$type<PinId>().primaryKey(),
    boardId: uuid('board_id').$type<BoardId>().notNull(),
    postId: uuid('post_id').$type<PostId>().notNull(),
    savedBy: uuid('saved_by').$type<UserId>().notNull(),
    note: text(),
    savedAt: timestamp('saved_at', { withTimezone: true, precision: 3 }).notNull(),
  },
  (table) => [
    unique('pins_post_once_on_board').on(table.boardId, table.postId),
    index('pins_of_board').on(table.boardId, desc(table.savedAt), desc(table.id)),
    index('pins_of_saver').on(table.savedBy, table.postId, desc(table.savedAt)),
  ],
)

export type PinRow = typeof pins.$inferSelect

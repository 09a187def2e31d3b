import type { BoardId, SectionId } from '@varal/schema/ids'
import { index, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'

/** The parts of a board. A pin may name one that is gone: it is then in none. */
export const sections = pgTable(
  'sections',
  {
    id: uuid().$type<SectionId>().primaryKey(),
    boardId: uuid('board_id').$type<BoardId>().notNull(),
    name: text().notNull(),
    /** Orders the sections of a board; not without gaps. */
    position: integer().notNull(),
    createdAt: timestamp('created_at', { withTimezone: true, precision: 3 }).notNull(),
  },
  (table) => [index('sections_of_board').on(table.boardId, table.position, table.id)],
)

export type SectionRow = typeof sections.$inferSelect

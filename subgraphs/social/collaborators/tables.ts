import type { BoardId, UserId } from '@varal/schema/ids'
import { desc } from 'drizzle-orm'
import { index, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { BoardRole } from '../policy.ts'

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })

/** Who was invited to a board, and whether they have accepted. Who declines, leaves or is removed has no row. */
export const collaborators = pgTable(
  'collaborators',
  {
    boardId: uuid('board_id').$type<BoardId>().notNull(),
    userId: uuid('user_id').$type<UserId>().notNull(),
    role: text().$type<BoardRole>().notNull(),
    invitedAt: moment('invited_at').notNull(),
    /** Null while the invitation waits for its answer. */
    acceptedAt: moment('accepted_at'),
  },
  (table) => [
    primaryKey({ columns: [table.boardId, table.userId] }),
    index('collaborators_of_board').on(table.boardId, desc(table.invitedAt), desc(table.userId)),
    index('collaborations_of_person').on(table.userId, desc(table.invitedAt), desc(table.boardId)),
  ],
)

export type CollaboratorRow = typeof collaborators.$inferSelect

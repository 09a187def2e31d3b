import type { BoardId, UserId } from '@varal/schema/ids'
import { desc } from 'drizzle-orm'
import { bigint, index, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { BoardPrivacy } from '../policy.ts'

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })

export const boards = pgTable(
  'boards',
  {
    id: uuid().$type<BoardId>().primaryKey(),
    ownerId: uuid('owner_id').$type<UserId>().notNull(),
    name: text().notNull(),
    description: text(),
    privacy: text().$type<BoardPrivacy>().notNull(),
    version: bigint({ mode: 'number' }).notNull().default(1),
    createdAt: moment('created_at').notNull(),
    updatedAt: moment('updated_at').notNull(),
  },
  (table) => [index('boards_of_owner').on(table.ownerId, table.privacy, desc(table.createdAt), desc(table.id))],
)

export type BoardRow = typeof boards.$inferSelect

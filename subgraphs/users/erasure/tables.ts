import type { ErasureId, UserId } from '@varal/schema/ids'
import type { SubgraphName } from '@varal/schema/subgraph-names'
import { sql } from 'drizzle-orm'
import { index, pgTable, primaryKey, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core'

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })

/** The receipts of accounts that are to be erased, or were. The id is a random UUID: whoever has it may ask. */
export const erasures = pgTable(
  'erasures',
  {
    id: uuid().$type<ErasureId>().primaryKey(),
    /** Null once it is over, in whichever way: the receipt then names nobody. */
    userId: uuid('user_id').$type<UserId>(),
    reason: text(),
    requestedAt: moment('requested_at').notNull(),
    erasesAt: moment('erases_at').notNull(),
    cancelledAt: moment('cancelled_at'),
    /** From here on there is no way back. */
    startedAt: moment('started_at'),
    finishedAt: moment('finished_at'),
  },
  (table) => [
    uniqueIndex('erasures_one_per_person').on(table.userId),
    index('erasures_to_start')
      .on(table.erasesAt)
      .where(sql`${table.startedAt} is null and ${table.cancelledAt} is null`),
  ],
)

export const erasureConfirmations = pgTable(
  'erasure_confirmations',
  {
    erasureId: uuid('erasure_id')
      .$type<ErasureId>()
      .notNull()
      .references(() => erasures.id, { onDelete: 'cascade' }),
    part: text().$type<SubgraphName>().notNull(),
    at: moment('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.erasureId, table.part] })],
)

export type ErasureRow = typeof erasures.$inferSelect

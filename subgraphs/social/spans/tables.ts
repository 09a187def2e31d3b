import type { UserId } from '@varal/schema/ids'
import { index, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'

/** By which handle each person is mentioned, from the facts of users. Of two who have had the same, the later one has it now. */
export const handles = pgTable(
  'handles',
  {
    userId: uuid('user_id').$type<UserId>().primaryKey(),
    handle: text().notNull(),
    /** When social heard of it. */
    since: timestamp({ withTimezone: true, precision: 3 }).notNull(),
  },
  (table) => [index('handles_handle').on(table.handle)],
)

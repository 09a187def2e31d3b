import type { UserId } from '@varal/schema/ids'
import { desc } from 'drizzle-orm'
import { index, pgTable, primaryKey, timestamp, uuid } from 'drizzle-orm/pg-core'

export const blocks = pgTable(
  'blocks',
  {
    blockerId: uuid('blocker_id').$type<UserId>().notNull(),
    blockedId: uuid('blocked_id').$type<UserId>().notNull(),
    since: timestamp({ withTimezone: true, precision: 3 }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.blockerId, table.blockedId] }),
    // Lists leave out people by all the blocks that concern the viewer, in both directions.
    index('blocks_of_blocked').on(table.blockedId, table.blockerId),
    index('blocks_of_blocker').on(table.blockerId, desc(table.since), desc(table.blockedId)),
  ],
)

import type { UserId } from '@varal/schema/ids'
import { index, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core'

/** recs' own copy of who has blocked whom. Either direction keeps the two apart. */
export const blocks = pgTable(
  'blocks',
  {
    blockerId: uuid('blocker_id').$type<UserId>().notNull(),
    blockedId: uuid('blocked_id').$type<UserId>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.blockerId, table.blockedId] }), index('blocks_blocked').on(table.blockedId)],
)

import type { UserId } from '@varal/schema/ids'
import { index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'

/** feed's own copy of who has muted whom. A mute that ends by itself is told like any other end. */
export const mutes = pgTable(
  'mutes',
  {
    muterId: uuid('muter_id').$type<UserId>().notNull(),
    mutedId: uuid('muted_id').$type<UserId>().notNull(),
    level: text().$type<'HIDE_FROM_FEEDS' | 'HIDE_EVERYWHERE'>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.muterId, table.mutedId] }), index('mutes_of_muted').on(table.mutedId)],
)

import type { UserId } from '@varal/schema/ids'
import { desc, sql } from 'drizzle-orm'
import { index, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'

/** Out of the way in feeds, or also in comments and notifications. */
export const muteLevels = ['HIDE_FROM_FEEDS', 'HIDE_EVERYWHERE'] as const
export type MuteLevel = (typeof muteLevels)[number]

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })

/** Whom a person would rather not see. It is theirs alone: it is no question of who may see what. */
export const mutes = pgTable(
  'mutes',
  {
    muterId: uuid('muter_id').$type<UserId>().notNull(),
    mutedId: uuid('muted_id').$type<UserId>().notNull(),
    level: text().$type<MuteLevel>().notNull(),
    since: moment('since').notNull(),
    /** When it ends; null is never. A chore takes the row away then. */
    until: moment('until'),
  },
  (table) => [
    primaryKey({ columns: [table.muterId, table.mutedId] }),
    index('mutes_of_muted').on(table.mutedId),
    index('mutes_of_muter').on(table.muterId, desc(table.since), desc(table.mutedId)),
    index('mutes_to_end').on(table.until).where(sql`${table.until} is not null`),
  ],
)

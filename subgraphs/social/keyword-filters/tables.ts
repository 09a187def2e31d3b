import type { KeywordFilterId, UserId } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'
import { bigint, boolean, index, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'

export const filterPlaces = ['HOME', 'COMMENTS', 'NOTIFICATIONS'] as const
export type FilterPlace = (typeof filterPlaces)[number]
export const filterActions = ['HIDE', 'WARN'] as const
export type FilterAction = (typeof filterActions)[number]

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })

/** Words that somebody would rather not read. Theirs alone: never in an event, nor in a log. */
export const keywordFilters = pgTable(
  'keyword_filters',
  {
    id: uuid().$type<KeywordFilterId>().primaryKey(),
    ownerId: uuid('owner_id').$type<UserId>().notNull(),
    /** As it was written. */
    phrase: text().notNull(),
    wholeWord: boolean('whole_word').notNull(),
    /** In the order of `filterPlaces`; never empty. */
    places: text().array().$type<FilterPlace[]>().notNull(),
    action: text().$type<FilterAction>().notNull(),
    /** A chore takes the row away then; null is never. */
    expiresAt: moment('expires_at'),
    version: bigint({ mode: 'number' }).notNull().default(1),
    createdAt: moment('created_at').notNull(),
  },
  (table) => [
    index('keyword_filters_of_owner').on(table.ownerId, table.createdAt, table.id),
    index('keyword_filters_to_end').on(table.expiresAt).where(sql`${table.expiresAt} is not null`),
  ],
)

export type KeywordFilterRow = typeof keywordFilters.$inferSelect

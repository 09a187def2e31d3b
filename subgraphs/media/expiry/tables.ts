import type { AssetId, UserId } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'
import { boolean, index, pgTable, smallint, text, timestamp, uuid } from 'drizzle-orm/pg-core'

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })

/**
 * Assets that are to be removed, and what has become of that: asked, then kept or released, then removed. The row outlives
 * the asset: it is what proves that nothing is left.
 */
export const removals = pgTable(
  'removals',
  {
    assetId: uuid('asset_id').$type<AssetId>().primaryKey(),
    ownerId: uuid('owner_id').$type<UserId>().notNull(),
    /** Nobody has used it, or its owner wants it gone. */
    cause: text().$type<'UNUSED' | 'OWNER'>().notNull(),
    askedAt: moment('asked_at').notNull(),
    /** Which of those who could show it have said that they do not, and will not. */
    isReleasedBySocial: boolean('is_released_by_social').notNull().default(false),
    isReleasedByUsers: boolean('is_released_by_users').notNull().default(false),
    /** When somebody said that they show it: it stays. */
    keptAt: moment('kept_at'),
    /** When nobody was left who could show it. */
    releasedAt: moment('released_at'),
    attempts: smallint().notNull().default(0),
    /** When to try to remove it; null: not, or not any more. */
    tryAt: moment('try_at'),
    /** When nothing of it was found in any bucket. */
    removedAt: moment('removed_at'),
  },
  (table) => [
    index('removals_to_try').on(table.tryAt).where(sql`${table.tryAt} is not null`),
    index('removals_of_owner').on(table.ownerId),
    index('removals_done').on(table.removedAt).where(sql`${table.removedAt} is not null`),
  ],
)

export type RemovalRow = typeof removals.$inferSelect

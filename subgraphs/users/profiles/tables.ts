import type { AssetId, UserId } from '@varal/schema/ids'
import { bigint, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { accounts } from '../accounts/tables.ts'

/** What everybody may read of a person: a row per account. */
export const profiles = pgTable('profiles', {
  id: uuid()
    .$type<UserId>()
    .primaryKey()
    .references(() => accounts.id, { onDelete: 'cascade' }),
  /** Folded: see `foldHandle`. */
  handle: text().notNull().unique('profiles_handle'),
  displayName: text('display_name').notNull(),
  bio: text(),
  avatarAssetId: uuid('avatar_asset_id').$type<AssetId>(),
  website: text(),
  location: text(),
  joinedAt: timestamp('joined_at', { withTimezone: true, precision: 3 }).notNull(),
  version: bigint({ mode: 'number' }).notNull().default(1),
})

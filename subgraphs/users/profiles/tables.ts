import type { AssetId, UserId } from '@varal/schema/ids'
import { bigint, index, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'
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
  coverAssetId: uuid('cover_asset_id').$type<AssetId>(),
  website: text(),
  location: text(),
  /** At most 8, in the person's order. */
  fields: jsonb().$type<readonly ProfileField[]>().notNull().default([]),
  /** Since when nobody is to find the person; null if everybody may. */
  deactivatedAt: timestamp('deactivated_at', { withTimezone: true, precision: 3 }),
  /** Since when moderators keep the person out; `deactivatedAt` is then set too, and the same if it is for this reason. */
  suspendedAt: timestamp('suspended_at', { withTimezone: true, precision: 3 }),
  joinedAt: timestamp('joined_at', { withTimezone: true, precision: 3 }).notNull(),
  version: bigint({ mode: 'number' }).notNull().default(1),
})

export interface ProfileField {
  readonly name: string
  readonly value: string
}

/** Which handles people have left, and when. A handle that somebody else takes is forgotten here. */
export const leftHandles = pgTable(
  'left_handles',
  {
    handle: text().notNull(),
    userId: uuid('user_id')
      .$type<UserId>()
      .notNull()
      .references(() => profiles.id, { onDelete: 'cascade' }),
    leftAt: timestamp('left_at', { withTimezone: true, precision: 3 }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.handle, table.userId, table.leftAt] }),
    index('left_handles_of_user').on(table.userId, table.leftAt),
  ],
)

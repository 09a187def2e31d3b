import type { AssetId, UserId } from '@varal/schema/ids'
import { index, pgTable, uuid } from 'drizzle-orm/pg-core'

/** Whose each finished asset is, as media told it: for checking that a chosen avatar is the person's own. */
export const readyAssetOwners = pgTable(
  'ready_asset_owners',
  {
    assetId: uuid('asset_id').$type<AssetId>().primaryKey(),
    ownerId: uuid('owner_id').$type<UserId>().notNull(),
  },
  (table) => [index('ready_asset_owners_of_owner').on(table.ownerId)],
)

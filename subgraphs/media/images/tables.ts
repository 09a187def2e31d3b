import type { AssetId } from '@varal/schema/ids'
import { integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { assets } from '../assets/tables.ts'

/** Written once, with the asset's becoming READY. */
export const renditions = pgTable(
  'renditions',
  {
    assetId: uuid('asset_id')
      .$type<AssetId>()
      .notNull()
      .references(() => assets.id),
    /** In the bucket `renditions`. */
    key: text().notNull(),
    format: text().$type<'WEBP' | 'JPEG'>().notNull(),
    /** In pixels. */
    width: integer().notNull(),
    height: integer().notNull(),
    bytes: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.assetId, table.key] })],
)

export type RenditionRow = typeof renditions.$inferSelect

import type { AssetId, UserId } from '@varal/schema/ids'
import { bigint, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { assets } from '../assets/tables.ts'
import type { Camera } from './camera.ts'

/** Written with the asset's becoming READY; those that nobody waits for, soon after. */
export const renditions = pgTable(
  'renditions',
  {
    assetId: uuid('asset_id')
      .$type<AssetId>()
      .notNull()
      .references(() => assets.id),
    /** In the bucket `renditions`. */
    key: text().notNull(),
    format: text().$type<'AVIF' | 'WEBP' | 'JPEG'>().notNull(),
    /** In pixels. */
    width: integer().notNull(),
    height: integer().notNull(),
    bytes: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.assetId, table.key] })],
)

/** What is known of a picture beyond what shows it. Written once, soon after READY. */
export const pictures = pgTable(
  'pictures',
  {
    assetId: uuid('asset_id')
      .$type<AssetId>()
      .primaryKey()
      .references(() => assets.id, { onDelete: 'cascade' }),
    ownerId: uuid('owner_id').$type<UserId>().notNull(),
    /** 64 bits: few of them differ between pictures that look alike. */
    perceptualHash: bigint('perceptual_hash', { mode: 'bigint' }).notNull(),
    camera: jsonb().$type<Camera>(),
    /** In the bucket `renditions`, of what moves. */
    animatedWebpKey: text('animated_webp_key'),
    animatedMp4Key: text('animated_mp4_key'),
  },
  (table) => [index('pictures_owner').on(table.ownerId)],
)

export type PictureRow = typeof pictures.$inferSelect
export type RenditionRow = typeof renditions.$inferSelect

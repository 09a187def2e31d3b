import type { AssetId } from '@varal/schema/ids'
import { boolean, integer, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { assets } from '../assets/tables.ts'

/** What is said in a video, as text: one track a language. */
export const captions = pgTable(
  'captions',
  {
    assetId: uuid('asset_id')
      .$type<AssetId>()
      .notNull()
      .references(() => assets.id),
    /** BCP 47, in its canonical form. */
    locale: text().notNull(),
    label: text().notNull(),
    /** Of the WebVTT file, in the bucket `renditions`; the key says what is in it. */
    key: text().notNull(),
    bytes: integer().notNull(),
    /** What is to be written there; null once it is. */
    webvtt: text(),
    /** Whether players show it unasked. At most one of a video. */
    isDefault: boolean('is_default').notNull(),
    addedAt: timestamp('added_at', { withTimezone: true, precision: 3 }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.assetId, table.locale] })],
)

export type CaptionRow = typeof captions.$inferSelect

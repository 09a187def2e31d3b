import type { AssetId } from '@varal/schema/ids'
import { bigint, index, pgTable, primaryKey, smallint, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { assets } from '../assets/tables.ts'

export type ProcessingStage = 'RECEIVED' | 'PROBED' | 'PLAYABLE' | 'RENDITION_READY' | 'READY' | 'FAILED'

/** What happened to an asset: the log of its topic. Trimmed 24 hours after the asset has finished. */
export const assetEvents = pgTable(
  'asset_events',
  {
    assetId: uuid('asset_id')
      .$type<AssetId>()
      .notNull()
      .references(() => assets.id),
    seq: bigint({ mode: 'number' }).notNull(),
    at: timestamp('at', { withTimezone: true, precision: 3 }).notNull(),
    stage: text().$type<ProcessingStage>().notNull(),
    percent: smallint().notNull(),
  },
  (table) => [primaryKey({ columns: [table.assetId, table.seq] }), index('asset_events_at').on(table.at)],
)

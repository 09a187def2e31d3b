import type { AssetId } from '@varal/schema/ids'
import { pgTable, primaryKey, real, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { assets } from '../assets/tables.ts'

export type SafetyCategory =
  | 'SEXUAL'
  | 'SUGGESTIVE'
  | 'NUDITY'
  | 'VIOLENCE'
  | 'GORE'
  | 'SELF_HARM'
  | 'HATE'
  | 'SPAM'
  | 'OTHER'

/** What was said about an asset, by whom. Each says a thing once. */
export const safetyLabels = pgTable(
  'safety_labels',
  {
    assetId: uuid('asset_id')
      .$type<AssetId>()
      .notNull()
      .references(() => assets.id, { onDelete: 'cascade' }),
    source: text().$type<'MODEL' | 'AUTHOR' | 'MODERATOR'>().notNull(),
    label: text().$type<SafetyCategory>().notNull(),
    /** 0 to 1; 1 from people. Of a video, that of the worst frame. */
    score: real().notNull(),
    /** Of a video, the mean of the three worst frames. */
    topScore: real('top_score').notNull(),
    /** Of the MODEL. */
    model: text(),
    at: timestamp('at', { withTimezone: true, precision: 3 }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.assetId, table.source, table.label] })],
)

export type SafetyLabelRow = typeof safetyLabels.$inferSelect

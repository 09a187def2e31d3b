import type { AssetId, UserId } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'
import {
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core'
import { assets } from '../assets/tables.ts'
import type { Variant } from './variant.ts'

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })

const assetId = () =>
  uuid('asset_id')
    .$type<AssetId>()
    .notNull()
    .references(() => assets.id)

/** What there is of a video that can be played. Written with its becoming PLAYABLE, and again with READY. */
export const videos = pgTable('videos', {
  assetId: assetId().primaryKey(),
  durationMs: integer('duration_ms').notNull(),
  hasSound: boolean('has_sound').notNull(),
  /** In the bucket `renditions`; the master playlist that names all renditions that there are. */
  hlsKey: text('hls_key').notNull(),
  /** The same with its captions, and which master playlist it was made of: good only for that one. */
  captionedHlsKey: text('captioned_hls_key'),
  captionedOf: text('captioned_of'),
  mp4Key: text('mp4_key').notNull(),
  storyboardKey: text('storyboard_key'),
  previewKey: text('preview_key'),
  /** The first rendition's entry for the later master playlist. */
  first: jsonb().$type<Variant>().notNull(),
  soundBandwidth: integer('sound_bandwidth'),
  soundAverageBandwidth: integer('sound_average_bandwidth'),
})

/** FIRST makes it playable, REST makes it complete. */
export type VideoStage = 'FIRST' | 'REST'

/** The work on a video: a row for each stage, from when it waits. */
export const videoRuns = pgTable(
  'video_runs',
  {
    assetId: assetId(),
    stage: text().$type<VideoStage>().notNull(),
    ownerId: uuid('owner_id').$type<UserId>().notNull(),
    queuedAt: moment('queued_at').notNull(),
    /** When it had its turn. */
    startedAt: moment('started_at'),
    doneAt: moment('done_at'),
    /** How often it was begun. Each has a folder of its own in the store. */
    runs: smallint().notNull().default(0),
    /** Of these, those that ended for reasons that are not the video's: a stop, an outage. */
    excused: smallint().notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.assetId, table.stage] }),
    index('video_runs_waiting')
      .on(table.stage, table.queuedAt)
      .where(sql`${table.startedAt} is null and ${table.doneAt} is null`),
    index('video_runs_served').on(table.ownerId, table.stage, table.startedAt),
  ],
)

export type VideoRow = typeof videos.$inferSelect

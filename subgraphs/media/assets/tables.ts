import type { AssetId, UserId } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, pgTable, smallint, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { FailureCode } from '../failure-messages.ts'

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })

export const assets = pgTable(
  'assets',
  {
    id: uuid().$type<AssetId>().primaryKey(),
    ownerId: uuid('owner_id').$type<UserId>().notNull(),
    kind: text().$type<'IMAGE' | 'VIDEO'>().notNull(),
    state: text().$type<'AWAITING_BYTES' | 'PROCESSING' | 'PLAYABLE' | 'READY' | 'FAILED'>().notNull(),
    altText: text('alt_text'),
    /** As declared; true once the state is READY. Hexadecimal, in lower case. */
    sha256: text().notNull(),
    /** 128 random bits, hexadecimal: what makes the renditions' keys unguessable, and the same at every attempt. */
    renditionSecret: text('rendition_secret').notNull(),
    /** Of the whole work, 0 to 100. Never goes back. */
    percent: smallint().notNull(),
    createdAt: moment('created_at').notNull(),
    /** When it became READY or FAILED. */
    finishedAt: moment('finished_at'),

    /** Of the upright original, in pixels. Set with what follows, once the picture was decoded. */
    width: integer(),
    height: integer(),
    thumbhash: text(),
    dominantColor: text('dominant_color'),

    failureCode: text('failure_code').$type<FailureCode>(),
    failureIsRetryable: boolean('failure_is_retryable'),
    failureAttempt: smallint('failure_attempt'),
  },
  (table) => [
    index('assets_owner_sha256').on(table.ownerId, table.sha256),
    check('assets_ready_is_complete', sql`${table.state} <> 'READY' or ${table.dominantColor} is not null`),
    check('assets_failed_says_why', sql`(${table.state} = 'FAILED') = (${table.failureCode} is not null)`),
  ],
)

export type AssetRow = typeof assets.$inferSelect

import type { AssetId, UserId } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, pgTable, smallint, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { FailureCode } from '../failure-messages.ts'
import type { SafetyState, Sensitivity } from '../sensitivity.ts'

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

    /** How many pictures a file that moves has; null where that was not asked. */
    frames: integer(),
    /** Whether its owner shows everybody which camera it was taken with. */
    showsCamera: boolean('shows_camera').notNull().default(false),

    /** null: it was here before anything was classified. */
    safetyState: text('safety_state').$type<SafetyState>(),
    /** Its owner says so. */
    isSensitive: boolean('is_sensitive').notNull().default(false),
    /** What the classifier thinks; null until it has an answer, and where it never had one. */
    modelSensitivity: text('model_sensitivity').$type<Sensitivity>(),
    /** What a person decided: it holds against everything else. */
    moderatorSensitivity: text('moderator_sensitivity').$type<Sensitivity>(),

    /** Since when it is known that something shows it; null: never heard of. What shows it may be gone again. */
    usedAt: moment('used_at'),
    /** Since when it is about to be removed: nobody is given it any more. See `removals`. */
    removingAt: moment('removing_at'),
    /** When somebody last asked for it, to a day; null: not since it was made. */
    lookedAt: moment('looked_at'),
    /** Where the original is. COOLING: on its way to the cold, perhaps in both; seen from outside it is HOT. */
    storage: text().$type<'HOT' | 'COOLING' | 'COLD' | 'RESTORING'>().notNull().default('HOT'),
    restoreEta: moment('restore_eta'),
    /** How often its owner has had it processed again since then. */
    retries: smallint().notNull().default(0),
    retriesSince: moment('retries_since'),
    /** When the bytes of what failed were removed. */
    discardedAt: moment('discarded_at'),
  },
  (table) => [
    index('assets_owner_sha256').on(table.ownerId, table.sha256),
    index('assets_unjudged').on(table.createdAt).where(sql`${table.safetyState} = 'PENDING'`),
    index('assets_in_work').on(table.createdAt).where(sql`${table.state} = 'PROCESSING' and ${table.kind} = 'IMAGE'`),
    index('assets_unused')
      .on(table.createdAt)
      .where(sql`${table.state} = 'READY' and ${table.usedAt} is null and ${table.removingAt} is null`),
    index('assets_to_cool')
      .on(sql`coalesce(${table.lookedAt}, ${table.createdAt})`)
      .where(sql`${table.state} = 'READY' and ${table.storage} in ('HOT', 'COOLING')`),
    index('assets_to_discard')
      .on(table.finishedAt)
      .where(sql`${table.state} = 'FAILED' and ${table.discardedAt} is null`),
    check('assets_ready_is_complete', sql`${table.state} <> 'READY' or ${table.dominantColor} is not null`),
    check('assets_failed_says_why', sql`(${table.state} = 'FAILED') = (${table.failureCode} is not null)`),
  ],
)

export type AssetRow = typeof assets.$inferSelect

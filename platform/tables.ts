import type { EventName } from '@varal/schema/events/events'
import type { DataExportId, ErasureId, EventId, UserId } from '@varal/schema/ids'
import type { Topic } from '@varal/schema/live'
import { sql } from 'drizzle-orm'
import { bigint, boolean, index, integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })

/** The log of what this subgraph announced. Kept for 24 hours after publishing: JetStream is rebuilt from it. */
export const outbox = pgTable(
  'outbox',
  {
    id: bigint({ mode: 'number' }).generatedAlwaysAsIdentity().primaryKey(),
    eventId: uuid('event_id').$type<EventId>().notNull().unique(),
    name: text().$type<EventName>().notNull(),
    data: jsonb().notNull(),
    at: moment('at').notNull(),
    publishedAt: moment('published_at'),
    /** Where it stands in the stream, and in which life of the stream. */
    publishedSeq: bigint('published_seq', { mode: 'number' }),
    publishedEpoch: text('published_epoch'),
  },
  (table) => [
    index('outbox_waiting').on(table.id).where(sql`${table.publishedAt} is null`),
    index('outbox_published').on(table.publishedAt).where(sql`${table.publishedAt} is not null`),
  ],
)

/**
 * How far this subgraph has read each owner's stream. Moves in the transaction of the effects. The row `outbox` says how
 * far its own outbox was copied to its stream.
 */
export const eventCursors = pgTable('event_cursors', {
  stream: text().primaryKey(),
  epoch: text().notNull(),
  seq: bigint({ mode: 'number' }).notNull(),
})

/** Which events have had their effect. An event that comes again, even in a new life of its stream, changes nothing. */
export const inbox = pgTable(
  'inbox',
  { eventId: uuid('event_id').$type<EventId>().primaryKey(), at: moment('at').notNull() },
  (table) => [index('inbox_at').on(table.at)],
)

/** Events that a handler could not take, until they are replayed by hand. */
export const deadLetters = pgTable(
  'dead_letters',
  {
    handler: text().notNull(),
    eventId: uuid('event_id').$type<EventId>().notNull(),
    event: jsonb().notNull(),
    error: text().notNull(),
    attempts: integer().notNull(),
    at: moment('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.handler, table.eventId] })],
)

/** Answers of mutations by their key, kept for 24 hours. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    /** Mutation, caller and key. */
    scope: text().primaryKey(),
    /** A keyed hash, so that a guessable input such as a password cannot be found out from it. */
    inputHash: text('input_hash').notNull(),
    outcome: jsonb(),
    at: moment('at').notNull(),
  },
  (table) => [index('idempotency_keys_at').on(table.at)],
)

/** The last number given out in each live topic. Its row lock makes a topic's numbers commit in order, without gaps. */
export const liveTopics = pgTable('live_topics', {
  topic: text().$type<Topic>().primaryKey(),
  lastSeq: bigint('last_seq', { mode: 'number' }).notNull(),
})

/**
 * People of whom nothing is to be left here, by the step that waits for them, and which facts it has heard. Whoever is in
 * the middle of it goes on after any crash: the row goes with the last of what it is about.
 */
export const erasuresDue = pgTable(
  'erasures_due',
  {
    step: text().notNull(),
    userId: uuid('user_id').$type<UserId>().notNull(),
    erasureId: uuid('erasure_id').$type<ErasureId>().notNull(),
    heard: text().array().$type<EventName[]>().notNull(),
    since: moment('since').notNull(),
  },
  (table) => [primaryKey({ columns: [table.step, table.userId] })],
)

/** Exports that this subgraph has not written its part of yet. */
export const exportsDue = pgTable('exports_due', {
  exportId: uuid('export_id').$type<DataExportId>().primaryKey(),
  userId: uuid('user_id').$type<UserId>().notNull(),
  includeMedia: boolean('include_media').notNull(),
  since: moment('since').notNull(),
})

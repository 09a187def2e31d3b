import type { AppId, EventId, UserId, WebhookId } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'
import { bigint, index, integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { apps } from '../apps/tables.ts'
import type { WebhookTopic } from './topics.ts'

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })
const seq = (name: string) => bigint(name, { mode: 'number' })

/** Where apps want to be told of what happens, and how far each has been told. */
export const webhooks = pgTable(
  'webhooks',
  {
    id: uuid().$type<WebhookId>().primaryKey(),
    appId: uuid('app_id')
      .$type<AppId>()
      .notNull()
      .references(() => apps.id, { onDelete: 'cascade' }),
    url: text().notNull(),
    topics: text().array().$type<WebhookTopic[]>().notNull(),
    /** Kept as it is: a signature needs it. Null until it has been told, right after the webhook was made. */
    secret: text(),
    /** Signs beside the newer one until it ends. */
    oldSecret: text('old_secret'),
    oldSecretEndsAt: moment('old_secret_ends_at'),
    createdAt: moment('created_at').notNull(),
    /** Of the last event that it was told, or that it did not want. */
    position: seq('position').notNull(),
    /** When it is told the next; null while nothing waits for it. */
    nextAttemptAt: moment('next_attempt_at'),
    /** Failures since the last success. */
    failures: integer().notNull().default(0),
    disabledAt: moment('disabled_at'),
  },
  (table) => [
    index('webhooks_of_app').on(table.appId, table.id),
    index('webhooks_of_topic').using('gin', table.topics),
    index('webhooks_due').on(table.nextAttemptAt).where(sql`disabled_at is null`),
  ],
)

/** What was public and happened in the last seven days, for those who are told and those who ask for it again. */
export const webhookEvents = pgTable(
  'webhook_events',
  {
    /** In the order of the commits, which take turns: whoever has read up to here has missed nothing. */
    seq: seq('seq').primaryKey().generatedAlwaysAsIdentity(),
    eventId: uuid('event_id').$type<EventId>().notNull().unique('webhook_events_event_id'),
    topic: text().$type<WebhookTopic>().notNull(),
    /** With ids as clients see them. */
    data: jsonb().$type<Record<string, string>>().notNull(),
    at: moment('at').notNull(),
  },
  (table) => [index('webhook_events_at').on(table.at), index('webhook_events_of_topic').on(table.topic, table.seq)],
)

/** Attempts to tell. */
export const webhookDeliveries = pgTable(
  'webhook_deliveries',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    webhookId: uuid('webhook_id')
      .$type<WebhookId>()
      .notNull()
      .references(() => webhooks.id, { onDelete: 'cascade' }),
    eventId: uuid('event_id').$type<EventId>().notNull(),
    topic: text().$type<WebhookTopic>().notNull(),
    at: moment('at').notNull(),
    /** From 1. */
    attempt: integer().notNull(),
    /** What the endpoint answered; null if it did not. */
    status: integer(),
    /** Why there was no answer. */
    fault: text(),
    tookMs: integer('took_ms').notNull(),
  },
  (table) => [
    index('webhook_deliveries_of_webhook').on(table.webhookId, table.id),
    index('webhook_deliveries_at').on(table.at),
  ],
)

export type WebhookRow = typeof webhooks.$inferSelect
export type WebhookEventRow = typeof webhookEvents.$inferSelect
export type WebhookDeliveryRow = typeof webhookDeliveries.$inferSelect

/** Whose things are not public, whatever each of them says. */
export const privatePeople = pgTable('private_people', { id: uuid().$type<UserId>().primaryKey() })

import type { AppId, UserId } from '@varal/schema/ids'
import type { Scope } from '@varal/schema/scopes'
import { bigint, boolean, index, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { accounts } from '../accounts/tables.ts'

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })

/** What people have registered. The newest has the highest id. */
export const apps = pgTable(
  'apps',
  {
    id: uuid().$type<AppId>().primaryKey(),
    // No cascade: an app ends through `deleteApp`, which tells the gateways that its manifests are over.
    ownerId: uuid('owner_id')
      .$type<UserId>()
      .notNull()
      .references(() => accounts.id),
    name: text().notNull(),
    scopes: text().array().$type<Scope[]>().notNull(),
    /** Where people are sent back to who have allowed it something. Without any it cannot ask. */
    redirectUris: text('redirect_uris').array().notNull().default([]),
    /** One of our own clients. Only the command of who runs the system sets it. */
    firstParty: boolean('first_party').notNull().default(false),
    /** Of its newest key; null until it has been given its first, right after it was made. */
    apiKeyHint: text('api_key_hint'),
    createdAt: moment('created_at').notNull(),
    version: bigint({ mode: 'number' }).notNull().default(1),
  },
  (table) => [index('apps_of_owner').on(table.ownerId, table.id)],
)

/** The keys that are good, and a few that have ended. Of a key only its hash is kept. */
export const apiKeys = pgTable(
  'api_keys',
  {
    /** SHA-256, hexadecimal. */
    hash: text().primaryKey(),
    appId: uuid('app_id')
      .$type<AppId>()
      .notNull()
      .references(() => apps.id, { onDelete: 'cascade' }),
    /** Null for the newest. */
    endsAt: moment('ends_at'),
  },
  (table) => [index('api_keys_of_app').on(table.appId)],
)

export type AppRow = typeof apps.$inferSelect

import type { AppId, ManifestId } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'
import { bigint, index, integer, pgTable, primaryKey, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { apps } from '../apps/tables.ts'

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })

/** Whose each client's name is: the first app's that stored something under it. */
export const clientNames = pgTable(
  'client_names',
  {
    name: text().primaryKey(),
    appId: uuid('app_id')
      .$type<AppId>()
      .notNull()
      .references(() => apps.id, { onDelete: 'cascade' }),
  },
  (table) => [index('client_names_of_app').on(table.appId)],
)

export type ManifestState = 'DRAFT' | 'ACTIVE' | 'RETIRED'

/** Versions of clients. The newest has the highest id. */
export const manifests = pgTable(
  'manifests',
  {
    id: uuid().$type<ManifestId>().primaryKey(),
    /**
     * Null once it is nobody's, because its app is gone or newer versions needed the room. Such a row is retired and has
     * no operations; it stays for the gateways that have not read yet that it is.
     */
    appId: uuid('app_id')
      .$type<AppId>()
      .references(() => apps.id),
    client: text().notNull(),
    version: text().notNull(),
    state: text().$type<ManifestState>().notNull(),
    operationCount: integer('operation_count').notNull().default(0),
    /** Of the operations' texts, in UTF-8. */
    bodyBytes: integer('body_bytes').notNull().default(0),
    maxOperationCost: integer('max_operation_cost').notNull().default(0),
    /** When operations were last added; of a draft, by which it is forgotten. */
    storedAt: moment('stored_at').notNull(),
    publishedAt: moment('published_at'),
    retiredAt: moment('retired_at'),
    lastUsedAt: moment('last_used_at'),
    /** Of its last change that gateways must hear of, among those of all manifests; null for a draft. */
    position: bigint({ mode: 'number' }).unique('manifests_position'),
  },
  (table) => [
    uniqueIndex('manifests_client_version').on(table.client, table.version).where(sql`${table.appId} is not null`),
    index('manifests_of_app').on(table.appId, table.id),
    index('manifests_drafts').on(table.storedAt).where(sql`${table.state} = 'DRAFT'`),
    index('manifests_of_nobody').on(table.retiredAt).where(sql`${table.appId} is null`),
  ],
)

/** What a version sends. Written once: what changes is in `operation_uses`, so that counting does not rewrite texts. */
export const manifestOperations = pgTable(
  'manifest_operations',
  {
    manifestId: uuid('manifest_id')
      .$type<ManifestId>()
      .notNull()
      .references(() => manifests.id, { onDelete: 'cascade' }),
    /** As the client sends it. */
    operationId: text('operation_id').notNull(),
    name: text().notNull(),
    body: text().notNull(),
    cost: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.manifestId, table.operationId] })],
)

/** How often operations ran. One that never ran has no row. */
export const operationUses = pgTable(
  'operation_uses',
  {
    manifestId: uuid('manifest_id')
      .$type<ManifestId>()
      .notNull()
      .references(() => manifests.id, { onDelete: 'cascade' }),
    operationId: text('operation_id').notNull(),
    useCount: bigint('use_count', { mode: 'number' }).notNull(),
    lastUsedAt: moment('last_used_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.manifestId, table.operationId] })],
)

export type ManifestRow = typeof manifests.$inferSelect

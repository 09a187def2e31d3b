import type { DataExportId, UserId } from '@varal/schema/ids'
import type { SubgraphName } from '@varal/schema/subgraph-names'
import { sql } from 'drizzle-orm'
import { bigint, boolean, index, pgTable, primaryKey, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { accounts } from '../accounts/tables.ts'

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })

export type ExportState = 'QUEUED' | 'RUNNING' | 'READY' | 'EXPIRED' | 'FAILED'

/** Copies that people have asked for of what is theirs. The newest has the highest id. */
export const dataExports = pgTable(
  'data_exports',
  {
    id: uuid().$type<DataExportId>().primaryKey(),
    userId: uuid('user_id')
      .$type<UserId>()
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    includeMedia: boolean('include_media').notNull(),
    /** RUNNING once the first part is written. */
    state: text().$type<ExportState>().notNull(),
    requestedAt: moment('requested_at').notNull(),
    readyAt: moment('ready_at'),
    expiresAt: moment('expires_at'),
    /** Of the archive. */
    bytes: bigint({ mode: 'number' }),
  },
  (table) => [
    index('data_exports_of_user').on(table.userId, table.id),
    uniqueIndex('data_exports_one_at_a_time').on(table.userId).where(sql`${table.state} in ('QUEUED', 'RUNNING')`),
    index('data_exports_open').on(table.requestedAt).where(sql`${table.state} in ('QUEUED', 'RUNNING')`),
    index('data_exports_to_expire').on(table.expiresAt).where(sql`${table.state} = 'READY'`),
  ],
)

/** Which parts of an export are written. */
export const exportParts = pgTable(
  'export_parts',
  {
    exportId: uuid('export_id')
      .$type<DataExportId>()
      .notNull()
      .references(() => dataExports.id, { onDelete: 'cascade' }),
    part: text().$type<SubgraphName>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.exportId, table.part] })],
)

export type DataExportRow = typeof dataExports.$inferSelect

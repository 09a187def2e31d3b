import type { AssetId, UploadId, UserId } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'
import { index, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { assets } from '../assets/tables.ts'

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })

export const uploads = pgTable(
  'uploads',
  {
    id: uuid().$type<UploadId>().primaryKey(),
    assetId: uuid('asset_id')
      .$type<AssetId>()
      .notNull()
      .unique()
      .references(() => assets.id),
    ownerId: uuid('owner_id').$type<UserId>().notNull(),
    /** As declared; the store takes exactly as many. */
    bytes: integer().notNull(),
    /** As declared. What the bytes are is found out from them. */
    mimeType: text('mime_type').notNull(),
    createdAt: moment('created_at').notNull(),
    expiresAt: moment('expires_at').notNull(),
    finishedAt: moment('finished_at'),
    expiredAt: moment('expired_at'),
  },
  (table) => [
    index('uploads_owner_created').on(table.ownerId, table.createdAt),
    index('uploads_open').on(table.expiresAt).where(sql`${table.finishedAt} is null and ${table.expiredAt} is null`),
  ],
)

export type UploadRow = typeof uploads.$inferSelect

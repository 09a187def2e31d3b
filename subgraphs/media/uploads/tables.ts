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
    protocol: text().$type<'SINGLE_PUT' | 'MULTIPART' | 'TUS' | 'IMPORT'>().notNull().default('SINGLE_PUT'),
    /** Of one that is sent in parts: how long they are, and its id at the store, once somebody asked where to send them. */
    partBytes: integer('part_bytes'),
    multipartId: text('multipart_id'),
    /** Of one that we fetch ourselves. */
    sourceUrl: text('source_url'),
    createdAt: moment('created_at').notNull(),
    expiresAt: moment('expires_at').notNull(),
    finishedAt: moment('finished_at'),
    /** When it ended without its bytes: nobody sent them in time, or its owner gave it up. */
    expiredAt: moment('expired_at'),
    /** When to look next whether its bytes have come without anybody saying so; null: never. */
    checkAt: moment('check_at'),
    /** When what could still be sent after the end was removed from the store. */
    sweptAt: moment('swept_at'),
  },
  (table) => [
    index('uploads_owner_created').on(table.ownerId, table.createdAt),
    index('uploads_to_check')
      .on(table.checkAt)
      .where(sql`${table.finishedAt} is null and ${table.expiredAt} is null and ${table.checkAt} is not null`),
    index('uploads_to_sweep')
      .on(table.expiredAt)
      .where(sql`${table.expiredAt} is not null and ${table.sweptAt} is null`),
    index('uploads_open').on(table.expiresAt).where(sql`${table.finishedAt} is null and ${table.expiredAt} is null`),
  ],
)

export type UploadRow = typeof uploads.$inferSelect

import type { AssetId, UserId } from '@varal/schema/ids'
import { pgTable, text, uuid } from 'drizzle-orm/pg-core'

/** What social knows of media, from media's facts. */
export const assets = pgTable('assets', {
  id: uuid().$type<AssetId>().primaryKey(),
  ownerId: uuid('owner_id').$type<UserId>().notNull(),
  /** RELEASED: it is being removed, and was shown nowhere. */
  state: text().$type<'PENDING' | 'READY' | 'FAILED' | 'RELEASED'>().notNull(),
  kind: text().$type<'IMAGE' | 'VIDEO'>().notNull().default('IMAGE'),
})

export type AssetRow = typeof assets.$inferSelect

import type { AssetId, LinkId, PostId, UserId } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'
import { bigint, index, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { assets } from '../assets/tables.ts'

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })

/** Pages of others, each once for all posts that lead to it, and what they say of themselves. */
export const links = pgTable(
  'links',
  {
    /** By its address: `linkIdOf`. */
    id: uuid().$type<LinkId>().primaryKey(),
    /** As `canonicalAddress` gives it. */
    address: text().notNull(),
    /** What came of it last. */
    state: text().$type<'PENDING' | 'READY' | 'FAILED'>().notNull().default('PENDING'),
    title: text(),
    description: text(),
    siteName: text('site_name'),
    /** An asset that is nobody's: `LINKS_OWNER`. */
    pictureId: uuid('picture_id')
      .$type<AssetId>()
      .references(() => assets.id, { onDelete: 'set null' }),
    /** In the bucket `renditions`. */
    iconKey: text('icon_key'),
    /** Since when somebody is to read it; null when nobody is. */
    requestedAt: moment('requested_at'),
    /** When it was read last, or could not be. */
    readAt: moment('read_at'),
  },
  (table) => [index('links_picture').on(table.pictureId).where(sql`${table.pictureId} is not null`)],
)

/** What a post shows of its link, under an id of its own: nobody learns by guessing an address whether somebody shares it. */
export const linkAssets = pgTable(
  'link_assets',
  {
    assetId: uuid('asset_id').$type<AssetId>().primaryKey(),
    linkId: uuid('link_id')
      .$type<LinkId>()
      .notNull()
      .references(() => links.id),
    postId: uuid('post_id').$type<PostId>().notNull(),
    ownerId: uuid('owner_id').$type<UserId>().notNull(),
    /** As its author wrote it. */
    url: text().notNull(),
    /** How often somebody went there by way of us. */
    clicks: bigint({ mode: 'number' }).notNull().default(0),
    createdAt: moment('created_at').notNull(),
  },
  (table) => [
    index('link_assets_link').on(table.linkId),
    index('link_assets_post').on(table.postId),
    index('link_assets_owner').on(table.ownerId),
  ],
)

/** The servers of others: whose turn it is to ask one, and what its robots.txt says. */
export const linkHosts = pgTable('link_hosts', {
  /** With its scheme, and its port if it is another than usual. */
  origin: text().primaryKey(),
  /** From when on the next may ask. */
  freeAt: moment('free_at').notNull(),
  robots: text(),
  robotsGoodUntil: moment('robots_good_until'),
})

export type LinkRow = typeof links.$inferSelect

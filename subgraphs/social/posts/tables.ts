import type { AssetId, PostId, UserId } from '@varal/schema/ids'
import { desc, sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  index,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import type { PostState, Visibility } from '../policy.ts'
import type { Span } from '../span.ts'

export type PostKind = 'IMAGE' | 'VIDEO' | 'LINK' | 'TEXT' | 'MIXED' | 'REPOST'
export type PostOrigin = 'USER' | 'PLATFORM' | 'PROMOTED' | 'EXTERNAL'

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })

/** A deleted post keeps its row, without text and assets: counters and boards still refer to it. */
export const posts = pgTable(
  'posts',
  {
    id: uuid().$type<PostId>().primaryKey(),
    authorId: uuid('author_id').$type<UserId>().notNull(),
    kind: text().$type<PostKind>().notNull(),
    text: text(),
    spans: jsonb().$type<readonly Span[]>().notNull().default([]),
    /** The names of the hashtags among the spans, each once. */
    hashtags: text().array().notNull().default(sql`'{}'`),
    link: text(),
    /** Of the asset that shows what is there. Of older posts there is none. */
    linkAssetId: uuid('link_asset_id').$type<AssetId>(),
    sensitive: boolean().notNull().default(false),
    contentWarning: text('content_warning'),
    locale: text(),
    origin: text().$type<PostOrigin>().notNull().default('USER'),
    quoteOf: uuid('quote_of').$type<PostId>(),
    /** What a REPOST shows: never a REPOST itself. */
    repostOf: uuid('repost_of').$type<PostId>(),
    /** In the author's order. At most 10, none twice. */
    assetIds: uuid('asset_ids').array().$type<AssetId[]>().notNull(),
    visibility: text().$type<Visibility>().notNull(),
    state: text().$type<PostState>().notNull(),
    version: bigint({ mode: 'number' }).notNull().default(1),
    createdAt: moment('created_at').notNull(),
    publishedAt: moment('published_at'),
    /** When what it says was changed last, after it was published. */
    editedAt: moment('edited_at'),
    /** When a SCHEDULED post is due. */
    publishAt: moment('publish_at'),
    /** Since when it waits for its media, if not since it was made. */
    waitsSince: moment('waits_since'),
    deletedAt: moment('deleted_at'),
    /** Since when moderators have taken it away: its state is REMOVED, or DELETED since. */
    removedAt: moment('removed_at'),
    /** Moderators cover it, whatever `sensitive` says. */
    isMarkedSensitive: boolean('is_marked_sensitive').notNull().default(false),
    /** When the likes and comments of a deleted post were erased. */
    erasedAt: moment('erased_at'),
  },
  (table) => [
    index('posts_of_author')
      .on(table.authorId, table.visibility, desc(table.publishedAt), desc(table.id))
      .where(sql`${table.state} = 'PUBLISHED'`),
    index('posts_of_author_otherwise')
      .on(table.authorId, table.id)
      .where(sql`${table.state} in ('WAITING_FOR_MEDIA', 'FAILED', 'REMOVED', 'DELETED')`),
    index('posts_mentioning')
      .using('gin', sql`${table.spans} jsonb_path_ops`)
      .where(sql`${table.spans} @> '[{"target":{"kind":"user"}}]'`),
    index('posts_waiting_for_asset').using('gin', table.assetIds).where(sql`${table.state} = 'WAITING_FOR_MEDIA'`),
    // Most posts that show nothing but text are left out.
    index('posts_showing_asset')
      .using('gin', table.assetIds)
      .where(sql`${table.state} = 'PUBLISHED' and ${table.assetIds} <> '{}'`),
    index('posts_waiting').on(table.createdAt).where(sql`${table.state} = 'WAITING_FOR_MEDIA'`),
    index('posts_unpublished')
      .on(table.authorId, desc(table.createdAt), desc(table.id))
      .where(sql`${table.state} in ('DRAFT', 'SCHEDULED')`),
    index('posts_due').on(table.publishAt).where(sql`${table.state} = 'SCHEDULED'`),
    // One per person and post, until it is taken back.
    uniqueIndex('reposts_once')
      .on(table.repostOf, table.authorId)
      .where(sql`repost_of is not null and state <> 'DELETED'`),
    index('posts_to_erase').on(table.deletedAt).where(sql`${table.state} = 'DELETED' and ${table.erasedAt} is null`),
  ],
)

export type PostRow = typeof posts.$inferSelect

/** What published posts said before they were edited. */
export const postRevisions = pgTable(
  'post_revisions',
  {
    postId: uuid('post_id').$type<PostId>().notNull(),
    /** The post's last version that said this. */
    version: bigint({ mode: 'number' }).notNull(),
    text: text(),
    spans: jsonb().$type<readonly Span[]>().notNull(),
    /** For whom it was: that others may see the post now does not open to them what it said before. */
    visibility: text().$type<Visibility>().notNull(),
    writtenAt: moment('written_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.postId, table.version] }),
    index('post_revisions_mentioning')
      .using('gin', sql`${table.spans} jsonb_path_ops`)
      .where(sql`${table.spans} @> '[{"target":{"kind":"user"}}]'`),
  ],
)

export type PostRevisionRow = typeof postRevisions.$inferSelect

import type { AssetId, PostId, UserId } from '@varal/schema/ids'
import { desc, sql } from 'drizzle-orm'
import { bigint, index, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { PostState, Visibility } from '../policy.ts'

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })

/** A deleted post keeps its row, without text and assets: counters and boards still refer to it. */
export const posts = pgTable(
  'posts',
  {
    id: uuid().$type<PostId>().primaryKey(),
    authorId: uuid('author_id').$type<UserId>().notNull(),
    kind: text().$type<'IMAGE' | 'TEXT'>().notNull(),
    text: text(),
    /** In the author's order. At most 10, none twice. */
    assetIds: uuid('asset_ids').array().$type<AssetId[]>().notNull(),
    visibility: text().$type<Visibility>().notNull(),
    state: text().$type<PostState>().notNull(),
    version: bigint({ mode: 'number' }).notNull().default(1),
    createdAt: moment('created_at').notNull(),
    publishedAt: moment('published_at'),
    deletedAt: moment('deleted_at'),
    /** When the likes and comments of a deleted post were erased. */
    erasedAt: moment('erased_at'),
  },
  (table) => [
    index('posts_of_author')
      .on(table.authorId, table.visibility, desc(table.publishedAt), desc(table.id))
      .where(sql`${table.state} = 'PUBLISHED'`),
    index('posts_waiting_for_asset').using('gin', table.assetIds).where(sql`${table.state} = 'WAITING_FOR_MEDIA'`),
    index('posts_waiting').on(table.createdAt).where(sql`${table.state} = 'WAITING_FOR_MEDIA'`),
    index('posts_to_erase').on(table.deletedAt).where(sql`${table.state} = 'DELETED' and ${table.erasedAt} is null`),
  ],
)

export type PostRow = typeof posts.$inferSelect

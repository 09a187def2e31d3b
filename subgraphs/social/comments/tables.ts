import type { AssetId, CommentId, PostId, UserId } from '@varal/schema/ids'
import { desc, sql } from 'drizzle-orm'
import { bigint, index, integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { Span } from '../span.ts'

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })

/**
 * Comments on posts, and replies to them at any depth. One that is deleted while it has replies stays as a tombstone: it
 * keeps its place, and nothing of what it said or who said it.
 */
export const comments = pgTable(
  'comments',
  {
    id: uuid().$type<CommentId>().primaryKey(),
    postId: uuid('post_id').$type<PostId>().notNull(),
    /** `NOBODY` on a tombstone. */
    authorId: uuid('author_id').$type<UserId>().notNull(),
    text: text().notNull(),
    spans: jsonb().$type<readonly Span[]>().notNull().default([]),
    assetId: uuid('asset_id').$type<AssetId>(),
    /** What it replies to. Null for a comment on the post itself. */
    parentId: uuid('parent_id').$type<CommentId>(),
    /** The comment on the post itself that the thread began with. Null if it is that. */
    rootId: uuid('root_id').$type<CommentId>(),
    /** How many comments are above it. */
    depth: integer().notNull().default(0),
    /** Grows with every edit. */
    version: bigint({ mode: 'number' }).notNull().default(1),
    /** A copy of the counter LIKES, to rank by; kept by who counts. */
    likes: bigint({ mode: 'number' }).notNull().default(0),
    createdAt: moment('created_at').notNull(),
    editedAt: moment('edited_at'),
    /** Since when the post's author has it hidden. */
    hiddenAt: moment('hidden_at'),
    /** Since when moderators have taken it away. */
    removedAt: moment('removed_at'),
    /** Since when it is a tombstone. */
    deletedAt: moment('deleted_at'),
  },
  (table) => [
    index('comments_of_author').on(table.authorId, table.id),
    index('comments_mentioning')
      .using('gin', sql`${table.spans} jsonb_path_ops`)
      .where(sql`${table.spans} @> '[{"target":{"kind":"user"}}]'`),
    index('comments_of_post').on(table.postId, table.createdAt, table.id),
    index('comments_on_post').on(table.postId, table.createdAt, table.id).where(sql`${table.parentId} is null`),
    index('replies_of_comment').on(table.parentId, table.createdAt, table.id).where(sql`${table.parentId} is not null`),
    // By what a comment hangs on, be it a post or a comment: no other index begins so, so that nothing is sorted instead.
    index('comments_top').on(
      sql`coalesce(${table.parentId}, ${table.postId})`,
      desc(table.likes),
      table.createdAt,
      table.id,
    ),
  ],
)

export type CommentRow = typeof comments.$inferSelect

/** Comments that are gone, until what hung on them has been erased. */
export const endedComments = pgTable(
  'ended_comments',
  {
    commentId: uuid('comment_id').$type<CommentId>().primaryKey(),
    endedAt: moment('ended_at').notNull(),
  },
  (table) => [index('ended_comments_at').on(table.endedAt)],
)

import type { BoardId, FeedItemId, HashtagId, PostId, UserId } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'
import { bigint, index, pgTable, primaryKey, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core'

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })

/** Why a post is on a timeline: its owner follows the author, who reposted it, the board it was put on, or its hashtag. */
export type Reason = 'AUTHOR' | 'REPOST' | 'BOARD' | 'HASHTAG'
export type SourceId = UserId | BoardId | HashtagId

/**
 * What happened on each person's home timeline, in order: the log of the live stream and the timeline itself. The
 * timeline is the rows that were added and not removed; a removal marks the added row and adds a row of its own.
 * Numbers have no gaps between an owner's oldest row that is kept and the newest.
 */
export const homeLog = pgTable(
  'home_log',
  {
    ownerId: uuid('owner_id').$type<UserId>().notNull(),
    seq: bigint({ mode: 'number' }).notNull(),
    kind: text().$type<'added' | 'removed'>().notNull(),
    /** The FeedItem that was added or removed. */
    itemId: uuid('item_id').$type<FeedItemId>().notNull(),
    postId: uuid('post_id').$type<PostId>().notNull(),
    authorId: uuid('author_id').$type<UserId>().notNull(),
    at: moment('at').notNull(),
    removedAt: moment('removed_at'),
    reason: text().$type<Reason>().notNull().default('AUTHOR'),
    /** Who reposted it, the board or the hashtag; null for AUTHOR. */
    sourceId: uuid('source_id').$type<SourceId>(),
  },
  (table) => [
    primaryKey({ columns: [table.ownerId, table.seq] }),
    // A timeline shows a post once, however often it is delivered; a deleted post is found on all timelines.
    uniqueIndex('home_log_post').on(table.postId, table.ownerId).where(sql`kind = 'added' and removed_at is null`),
    // For who erases a person: of what is on timelines each row has been taken off by then.
    index('home_log_removed_of_author').on(table.authorId).where(sql`kind = 'removed' or removed_at is not null`),
    index('home_log_removed_of_source').on(table.sourceId).where(sql`kind = 'removed' or removed_at is not null`),
    uniqueIndex('home_log_item').on(table.itemId).where(sql`kind = 'added' and removed_at is null`),
  ],
)

/** The newest posts of each author: what a new follower finds on the timeline. */
export const authorPosts = pgTable(
  'author_posts',
  {
    authorId: uuid('author_id').$type<UserId>().notNull(),
    postId: uuid('post_id').$type<PostId>().notNull(),
    publishedAt: moment('published_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.authorId, table.postId] })],
)

/** Owners whose log has grown enough to be looked at by the next trimming. */
export const homeTrimsDue = pgTable('home_trims_due', { ownerId: uuid('owner_id').$type<UserId>().primaryKey() })

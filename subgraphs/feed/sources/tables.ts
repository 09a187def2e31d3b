import type { BoardId, HashtagId, PostId, UserId } from '@varal/schema/ids'
import { bigint, index, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { Reason } from '../home/tables.ts'

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })

/** What somebody follows besides people. */
export type FollowedId = BoardId | HashtagId

/** feed's own copy of who follows which boards and hashtags. */
export const followedSources = pgTable(
  'followed_sources',
  {
    sourceId: uuid('source_id').$type<FollowedId>().notNull(),
    followerId: uuid('follower_id').$type<UserId>().notNull(),
    since: moment('since').notNull(),
  },
  (table) => [
    // The source first: a fan-out walks through its followers.
    primaryKey({ columns: [table.sourceId, table.followerId] }),
    index('followed_sources_of').on(table.followerId, table.sourceId),
  ],
)

/**
 * People, boards and hashtags with so many followers that what they bring is not put on timelines when it comes, but when
 * their owners look. Who has become one stays one.
 */
export const crowds = pgTable('crowds', {
  sourceId: uuid('source_id').$type<FollowedId | UserId>().primaryKey(),
  since: moment('since').notNull(),
})

/** The newest that each crowd was brought. Numbers grow in the order of hearing: only social's reader writes here. */
export const crowdPosts = pgTable(
  'crowd_posts',
  {
    seq: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    sourceId: uuid('source_id').$type<FollowedId | UserId>().notNull(),
    reason: text().$type<Reason>().notNull(),
    postId: uuid('post_id').$type<PostId>().notNull(),
    authorId: uuid('author_id').$type<UserId>().notNull(),
    at: moment('at').notNull(),
  },
  (table) => [
    index('crowd_posts_newest').on(table.sourceId, table.seq),
    index('crowd_posts_of_author').on(table.authorId),
    index('crowd_posts_post').on(table.postId),
  ],
)

/** Up to where each owner's timeline has been brought what crowds were. */
export const caughtUp = pgTable('caught_up', {
  ownerId: uuid('owner_id').$type<UserId>().primaryKey(),
  /** The last of `crowd_posts` that was looked at. */
  seq: bigint({ mode: 'number' }).notNull(),
})

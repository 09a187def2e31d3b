import type { UserId } from '@varal/schema/ids'
import { desc } from 'drizzle-orm'
import { bigint, boolean, index, pgTable, primaryKey, timestamp, uuid } from 'drizzle-orm/pg-core'

export const follows = pgTable(
  'follows',
  {
    followerId: uuid('follower_id').$type<UserId>().notNull(),
    followeeId: uuid('followee_id').$type<UserId>().notNull(),
    since: timestamp({ withTimezone: true, precision: 3 }).notNull(),
    /** The follower wants to hear of each new post. */
    notifyOnPost: boolean('notify_on_post').notNull().default(false),
  },
  (table) => [
    primaryKey({ columns: [table.followerId, table.followeeId] }),
    index('follows_of_followee').on(table.followeeId, desc(table.since), desc(table.followerId)),
    index('follows_of_follower').on(table.followerId, desc(table.since), desc(table.followeeId)),
  ],
)

/**
 * Follows that a block ended, until the counters have heard of the block. The fact of the block does not say which there
 * were, and whether it is heard once or late, each must be taken off once.
 */
export const endedFollows = pgTable(
  'ended_follows',
  {
    id: bigint({ mode: 'number' }).generatedAlwaysAsIdentity().primaryKey(),
    blockerId: uuid('blocker_id').$type<UserId>().notNull(),
    blockedId: uuid('blocked_id').$type<UserId>().notNull(),
    followerId: uuid('follower_id').$type<UserId>().notNull(),
    followeeId: uuid('followee_id').$type<UserId>().notNull(),
  },
  (table) => [index('ended_follows_of_block').on(table.blockerId, table.blockedId)],
)

/** Who would like to follow somebody who is asked first. An answer, a withdrawal or a block takes the row away. */
export const followRequests = pgTable(
  'follow_requests',
  {
    followerId: uuid('follower_id').$type<UserId>().notNull(),
    followeeId: uuid('followee_id').$type<UserId>().notNull(),
    notifyOnPost: boolean('notify_on_post').notNull().default(false),
    at: timestamp({ withTimezone: true, precision: 3 }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.followerId, table.followeeId] }),
    index('follow_requests_of_followee').on(table.followeeId, desc(table.at), desc(table.followerId)),
  ],
)

/** People who are no longer asked first: who waits for their answer is to be accepted. */
export const openedGates = pgTable('opened_gates', { followeeId: uuid('followee_id').$type<UserId>().primaryKey() })

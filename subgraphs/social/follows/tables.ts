import type { UserId } from '@varal/schema/ids'
import { desc } from 'drizzle-orm'
import { bigint, index, pgTable, primaryKey, timestamp, uuid } from 'drizzle-orm/pg-core'

export const follows = pgTable(
  'follows',
  {
    followerId: uuid('follower_id').$type<UserId>().notNull(),
    followeeId: uuid('followee_id').$type<UserId>().notNull(),
    since: timestamp({ withTimezone: true, precision: 3 }).notNull(),
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

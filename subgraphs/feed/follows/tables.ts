import type { UserId } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'
import { boolean, index, pgTable, primaryKey, timestamp, uuid } from 'drizzle-orm/pg-core'

/** feed's own copy of who follows whom. */
export const follows = pgTable(
  'follows',
  {
    followeeId: uuid('followee_id').$type<UserId>().notNull(),
    followerId: uuid('follower_id').$type<UserId>().notNull(),
    since: timestamp({ withTimezone: true, precision: 3 }).notNull(),
    /** The follower wants to hear of each new post. */
    notifyOnPost: boolean('notify_on_post').notNull().default(false),
  },
  // The followee first: a fan-out walks through somebody's followers.
  (table) => [
    primaryKey({ columns: [table.followeeId, table.followerId] }),
    index('follows_of').on(table.followerId, table.followeeId),
    index('follows_notified').on(table.followeeId, table.followerId).where(sql`notify_on_post`),
  ],
)

/** feed's own copy of who has blocked whom. Either direction keeps the two apart. */
export const blocks = pgTable(
  'blocks',
  {
    blockerId: uuid('blocker_id').$type<UserId>().notNull(),
    blockedId: uuid('blocked_id').$type<UserId>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.blockerId, table.blockedId] }),
    index('blocks_of_blocked').on(table.blockedId),
  ],
)

import type { HashtagId, UserId } from '@varal/schema/ids'
import { desc } from 'drizzle-orm'
import { index, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'

/** Which hashtags a person follows, whether any post has them or not. */
export const followedHashtags = pgTable(
  'followed_hashtags',
  {
    userId: uuid('user_id').$type<UserId>().notNull(),
    hashtagId: uuid('hashtag_id').$type<HashtagId>().notNull(),
    /** Folded. */
    name: text().notNull(),
    since: timestamp({ withTimezone: true, precision: 3 }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.hashtagId] }),
    index('followed_hashtags_of_user').on(table.userId, desc(table.since), desc(table.hashtagId)),
  ],
)

import type { PostId, UserId } from '@varal/schema/ids'
import { desc } from 'drizzle-orm'
import { index, pgTable, primaryKey, timestamp, uuid } from 'drizzle-orm/pg-core'

export const likes = pgTable(
  'likes',
  {
    postId: uuid('post_id').$type<PostId>().notNull(),
    userId: uuid('user_id').$type<UserId>().notNull(),
    likedAt: timestamp('liked_at', { withTimezone: true, precision: 3 }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.postId, table.userId] }),
    index('likes_of_post').on(table.postId, desc(table.likedAt), desc(table.userId)),
    index('likes_of_person').on(table.userId, desc(table.likedAt), desc(table.postId)),
  ],
)

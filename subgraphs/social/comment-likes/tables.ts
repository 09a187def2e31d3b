import type { CommentId, UserId } from '@varal/schema/ids'
import { desc } from 'drizzle-orm'
import { index, pgTable, primaryKey, timestamp, uuid } from 'drizzle-orm/pg-core'

export const commentLikes = pgTable(
  'comment_likes',
  {
    commentId: uuid('comment_id').$type<CommentId>().notNull(),
    userId: uuid('user_id').$type<UserId>().notNull(),
    likedAt: timestamp('liked_at', { withTimezone: true, precision: 3 }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.commentId, table.userId] }),
    index('comment_likes_of_person').on(table.userId),
    index('likes_of_comment').on(table.commentId, desc(table.likedAt), desc(table.userId)),
  ],
)

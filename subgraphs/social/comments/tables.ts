import type { CommentId, PostId, UserId } from '@varal/schema/ids'
import { index, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'

export const comments = pgTable(
  'comments',
  {
    id: uuid().$type<CommentId>().primaryKey(),
    postId: uuid('post_id').$type<PostId>().notNull(),
    authorId: uuid('author_id').$type<UserId>().notNull(),
    text: text().notNull(),
    createdAt: timestamp('created_at', { withTimezone: true, precision: 3 }).notNull(),
  },
  (table) => [index('comments_of_post').on(table.postId, table.createdAt, table.id)],
)

export type CommentRow = typeof comments.$inferSelect

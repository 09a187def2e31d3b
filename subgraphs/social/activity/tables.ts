import type { CommentId, PostId, UserId } from '@varal/schema/ids'
import { bigint, index, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'

/**
 * `added` is also said of one that is seen again, `changed` of one that says something else or is for fewer than before;
 * `hidden-removed` of one that has gone when only some still saw it.
 */
export type ActivityKind = 'added' | 'changed' | 'removed' | 'hidden-removed'

/** The comments that came to a post, changed, and went: the log of its topic. Numbered without gaps, and kept for 24 hours. */
export const postActivity = pgTable(
  'post_activity',
  {
    postId: uuid('post_id').$type<PostId>().notNull(),
    seq: bigint({ mode: 'number' }).notNull(),
    kind: text().$type<ActivityKind>().notNull(),
    commentId: uuid('comment_id').$type<CommentId>().notNull(),
    /** Who wrote the comment: between them and a viewer there may be a block. */
    authorId: uuid('author_id').$type<UserId>().notNull(),
    at: timestamp('at', { withTimezone: true, precision: 3 }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.postId, table.seq] }), index('post_activity_at').on(table.at)],
)

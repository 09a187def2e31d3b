import type { PostId, UserId } from '@varal/schema/ids'
import { bigint, index, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'

/**
 * What happened to public posts: one log for everybody. Written by who hears of posts, a batch at a time, so that no post
 * waits for another. Numbered without gaps, and kept for 24 hours.
 */
export const publicEvents = pgTable(
  'public_events',
  {
    seq: bigint({ mode: 'number' }).primaryKey(),
    kind: text().$type<'published' | 'changed'>().notNull(),
    postId: uuid('post_id').$type<PostId>().notNull(),
    authorId: uuid('author_id').$type<UserId>().notNull(),
    at: timestamp('at', { withTimezone: true, precision: 3 }).notNull(),
  },
  (table) => [index('public_events_at').on(table.at), index('public_events_of_author').on(table.authorId)],
)

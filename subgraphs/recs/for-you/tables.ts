import type { PostId, UserId } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'
import { doublePrecision, index, integer, pgTable, timestamp, uuid } from 'drizzle-orm/pg-core'

/**
 * Public posts that can be recommended. Apart from `posts`, which is searched in: a like rewrites a row here, and would
 * rewrite every search index there.
 */
export const candidates = pgTable(
  'candidates',
  {
    postId: uuid('post_id').$type<PostId>().primaryKey(),
    authorId: uuid('author_id').$type<UserId>().notNull(),
    publishedAt: timestamp('published_at', { withTimezone: true, precision: 3 }).notNull(),
    /** What others did about it, weighed. */
    score: integer().notNull(),
    /** `heat` of the score, kept in step with it. */
    heat: doublePrecision().notNull(),
  },
  (table) => [
    index('candidates_of_author').on(table.authorId),
    index('candidates_fresh').on(table.publishedAt, table.postId),
    index('candidates_popular').on(table.heat, table.postId).where(sql`score > 0`),
  ],
)

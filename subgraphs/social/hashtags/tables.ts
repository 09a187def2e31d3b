import type { HashtagId, PostId } from '@varal/schema/ids'
import { desc } from 'drizzle-orm'
import { index, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'

/** The hashtags that public posts have had: who has only the id finds the name here. */
export const hashtags = pgTable('hashtags', {
  id: uuid().$type<HashtagId>().primaryKey(),
  /** Folded. */
  name: text().notNull(),
})

/** The public posts of each hashtag. Kept by `keepTags`, moments after a post has changed. */
export const postHashtags = pgTable(
  'post_hashtags',
  {
    hashtagId: uuid('hashtag_id').$type<HashtagId>().notNull(),
    postId: uuid('post_id').$type<PostId>().notNull(),
    publishedAt: timestamp('published_at', { withTimezone: true, precision: 3 }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.postId, table.hashtagId] }),
    index('posts_of_hashtag').on(table.hashtagId, desc(table.publishedAt), desc(table.postId)),
  ],
)

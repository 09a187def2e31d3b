import type { PostId, UserId } from '@varal/schema/ids'
import { boolean, index, pgTable, uuid } from 'drizzle-orm/pg-core'

/** Posts that are not for everybody who finds them, so that nobody is told of what they may not see. Others have no row. */
export const limitedPosts = pgTable(
  'limited_posts',
  {
    postId: uuid('post_id').$type<PostId>().primaryKey(),
    authorId: uuid('author_id').$type<UserId>().notNull(),
    /** For the author's followers, or for nobody else. */
    forFollowers: boolean('for_followers').notNull().default(false),
    /** Moderators took it away. */
    isWithheld: boolean('is_withheld').notNull().default(false),
  },
  (table) => [index('limited_posts_of_author').on(table.authorId)],
)

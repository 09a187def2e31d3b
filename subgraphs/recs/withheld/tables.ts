import type { PostId } from '@varal/schema/ids'
import { pgTable, uuid } from 'drizzle-orm/pg-core'

/** Posts that moderators took away, until they give them back. Apart from the indexes, which an edit writes again. */
export const withheldPosts = pgTable('withheld_posts', { postId: uuid('post_id').$type<PostId>().primaryKey() })

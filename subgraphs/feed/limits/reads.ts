import { type SQL, sql } from 'drizzle-orm'
import { isFollowing } from '../follows/reads.ts'
import { blocks } from '../follows/tables.ts'
import { isOpen } from '../people/reads.ts'
import { limitedPosts } from './tables.ts'

// Each is one look-up for a row, as a value: of `exists` Postgres sometimes makes a hash of the whole table.

/** A condition: moderators have not taken away the post that the expression names. */
export const isNotWithheld = (post: SQL): SQL =>
  sql`(select is_withheld from ${limitedPosts} as held where held.post_id = ${post}) is not true`

/**
 * A condition: the person may see the post, as far as feed knows. It keeps posts from being told of to who may not see
 * them; what is told of is judged by social when it is looked at.
 */
export const isShownTo = (person: SQL, post: SQL, author: SQL): SQL => sql`(
  ${person} = ${author} or (
    (select true from ${blocks} where blocker_id = ${person} and blocked_id = ${author}) is not true
    and (select true from ${blocks} where blocker_id = ${author} and blocked_id = ${person}) is not true
    and ${isNotWithheld(post)}
    and (
      ${isFollowing(person, author)}
      or (
        ${isOpen(author)}
        and (select for_followers from ${limitedPosts} as held where held.post_id = ${post}) is not true
      )
    )
  ))`

import { rowsOf } from '@varal/platform/db'
import { every } from '@varal/platform/handlers'
import type { CommentId } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'
import { comments, endedComments } from '../comments/tables.ts'
import { counters } from '../counters/tables.ts'
import { commentLikes } from './tables.ts'

/** Long enough for every transaction that saw the comment to have ended, and for its facts to have been heard. */
const ERASE_AFTER_MS = 60 * 60 * 1000

/** A chore is one transaction, and must end well within the statement timeout. */
const COMMENTS_MAX = 1_000
const LIKES_MAX = 5_000

/** Erases the likes and counts of comments that are gone, some at a time: there may be millions. */
export const eraseEndedComments = every(60 * 1000, 'erase-ended-comments', async ({ db, at }) => {
  const before = new Date(at.getTime() - ERASE_AFTER_MS).toISOString()
  const due = await rowsOf<{ comment_id: CommentId }>(
    db,
    sql`select comment_id from ${endedComments} where ended_at < ${before}::timestamptz order by ended_at limit ${COMMENTS_MAX}`,
  )
  if (due.length === 0) return
  const ids = sql`${sql.param(due.map((one) => one.comment_id))}::uuid[]`
  const { rowCount } = await db.execute(sql`
    delete from ${commentLikes} where ctid = any(array(
      select ctid from ${commentLikes} where comment_id = any(${ids}) limit ${LIKES_MAX}))`)
  if (rowCount === LIKES_MAX) return
  await db.execute(sql`
    with forgotten as (
      delete from ${counters} where subject_id = any(${ids})
        -- A tombstone goes on having replies.
        and (counted = 'LIKES' or not exists (select from ${comments} where id = subject_id))
    )
    delete from ${endedComments} where comment_id = any(${ids})`)
})

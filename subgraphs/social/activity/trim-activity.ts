import { every } from '@varal/platform/handlers'
import { sql } from 'drizzle-orm'
import { postActivity } from './tables.ts'

const KEPT_MS = 24 * 60 * 60 * 1_000
/** Rows of one statement at most, so that it stays short. */
const ENTRIES_MAX = 10_000
/** Statements in a row at most; the rest goes next time. Together 1,600 comments a second. */
const STATEMENTS_MAX = 10

/** Forgets the comings and goings of a day ago: who resumes from before that is told that the cursor is too old. */
export const trimActivity = every(60_000, 'trim-activity', async ({ db, at }) => {
  const before = new Date(at.getTime() - KEPT_MS).toISOString()
  for (let run = 0; run < STATEMENTS_MAX; run++) {
    const { rowCount } = await db.execute(sql`
      delete from ${postActivity} where (post_id, seq) in (
        select post_id, seq from ${postActivity} where at < ${before}::timestamptz order by at limit ${ENTRIES_MAX})`)
    if ((rowCount ?? 0) < ENTRIES_MAX) return
  }
})

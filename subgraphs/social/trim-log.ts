import { type Chore, every } from '@varal/platform/handlers'
import { type SQLWrapper, sql } from 'drizzle-orm'

const KEPT_MS = 24 * 60 * 60 * 1_000
/** Rows of one statement at most, so that it stays short. */
const ENTRIES_MAX = 10_000
/** Statements in a row at most; the rest goes next time. Together 1,600 entries a second. */
const STATEMENTS_MAX = 10

/**
 * Forgets what a log says of a day ago: who resumes from before that is told that the cursor is too old.
 * @param log a table with an indexed `at`
 */
export const trimLog = (as: string, log: SQLWrapper): Chore =>
  every(60_000, as, async ({ db, at }) => {
    const before = new Date(at.getTime() - KEPT_MS).toISOString()
    for (let run = 0; run < STATEMENTS_MAX; run++) {
      const { rowCount } = await db.execute(sql`
        delete from ${log} where ctid = any(array(
          select ctid from ${log} where at < ${before}::timestamptz order by at limit ${ENTRIES_MAX}))`)
      if ((rowCount ?? 0) < ENTRIES_MAX) return
    }
  })

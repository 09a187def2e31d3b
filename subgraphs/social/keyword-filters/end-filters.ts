import { every } from '@varal/platform/handlers'
import { sql } from 'drizzle-orm'
import { keywordFilters } from './tables.ts'

/** Filters of one statement at most; the rest goes next time. */
const ENDED_MAX = 1_000

/** Forgets filters whose time is over. */
export const endKeywordFilters = every(5_000, 'end-keyword-filters', async ({ db, at }) => {
  await db.execute(sql`
    delete from ${keywordFilters} where id in (
      select id from ${keywordFilters} where expires_at <= ${at.toISOString()}::timestamptz
      order by expires_at limit ${ENDED_MAX} for update skip locked)`)
})

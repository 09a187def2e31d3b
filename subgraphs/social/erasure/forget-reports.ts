import type { Forget } from '@varal/platform/personal-data/erasing'
import { sql } from 'drizzle-orm'
import { moderationCases, reports } from '../moderation/tables.ts'

const CASES_MAX = 500

/** Cases about the person, with what others reported. What moderators decided, and why, stays in their log, which names nobody else. */
export const forgetCases: Forget = async ({ db }, userId) => {
  const { rowCount } = await db.execute(sql`
    with gone as (
      delete from ${moderationCases} where id = any(array(
        select id from ${moderationCases} where owner_id = ${userId} limit ${CASES_MAX})) returning id
    ), told as (
      delete from ${reports} using gone where case_id = gone.id
    )
    select from gone`)
  return rowCount === CASES_MAX
}

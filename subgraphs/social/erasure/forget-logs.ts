import type { Forget } from '@varal/platform/personal-data/erasing'
import { sql } from 'drizzle-orm'
import { moderationLog } from '../moderation/tables.ts'
import { publicEvents } from '../public-events/tables.ts'
import { NOBODY } from './end-posts.ts'

const ROWS_MAX = 5_000

/** What the person decided stays, as nobody's. The log takes no other change: see the end of migration 0003. */
export const forgetModerator: Forget = async ({ db }, userId) => {
  await db.execute(sql`select set_config('varal.erasing', 'on', true)`)
  const { rowCount } = await db.execute(sql`
    update ${moderationLog} set moderator_id = ${NOBODY}::uuid where id = any(array(
      select id from ${moderationLog} where moderator_id = ${userId} limit ${ROWS_MAX}))`)
  return (rowCount ?? 0) > 0
}

/** The numbers stay: a hole would end every stream. */
export const forgetPublicEvents: Forget = async ({ db }, userId) => {
  const { rowCount } = await db.execute(sql`
    update ${publicEvents} set author_id = ${NOBODY}::uuid where seq = any(array(
      select seq from ${publicEvents} where author_id = ${userId} limit ${ROWS_MAX}))`)
  return (rowCount ?? 0) > 0
}

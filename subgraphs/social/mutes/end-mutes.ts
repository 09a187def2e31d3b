import { rowsOf } from '@varal/platform/db'
import { every } from '@varal/platform/handlers'
import type { UserId } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'
import { mutes } from './tables.ts'

/** Mutes of one statement at most; the rest goes next time. */
const ENDED_MAX = 1_000

/** Ends mutes whose time is over. Lists look at no clock: a mute is there, or it is not. */
export const endMutes = every(2_000, 'end-mutes', async (work) => {
  const ended = await rowsOf<{ muter_id: UserId; muted_id: UserId }>(
    work.db,
    sql`
      delete from ${mutes} where (muter_id, muted_id) in (
        select muter_id, muted_id from ${mutes}
        where until <= ${work.at.toISOString()}::timestamptz order by until limit ${ENDED_MAX} for update skip locked)
      returning muter_id, muted_id`,
  )
  for (const { muter_id: muterId, muted_id: mutedId } of ended)
    work.announce('social.user.unmuted', { muterId, mutedId })
})

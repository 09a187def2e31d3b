import { every } from '@varal/platform/handlers'
import { liveTopics } from '@varal/platform/tables'
import { sql } from 'drizzle-orm'
import { inboxes, withdrawnNotifications } from './tables.ts'

const KEPT_MS = 24 * 60 * 60 * 1_000
/** Of one statement at most, so that it stays short; the rest goes next time. */
const ENTRIES_MAX = 10_000

/**
 * Forgets a day later that notifications were withdrawn. Up to where is noted, for a stream that has not got so far must
 * begin anew. It waits for no lock: who is being told something has another turn.
 */
export const forgetWithdrawn = every(60_000, 'forget-withdrawn', async ({ db, at }) => {
  const before = new Date(at.getTime() - KEPT_MS).toISOString()
  await db.execute(sql`
    with due as (
      select recipient_id, seq from ${withdrawnNotifications}
      where at < ${before}::timestamptz order by at limit ${ENTRIES_MAX}
    ), free as (
      select topic from ${liveTopics} where topic in (select 'notifications:' || recipient_id from due)
      for update skip locked
    ), forgotten as (
      delete from ${withdrawnNotifications} as entry using due, free
      where entry.recipient_id = due.recipient_id and entry.seq = due.seq and topic = 'notifications:' || due.recipient_id
      returning entry.recipient_id, entry.seq
    )
    update ${inboxes} as inbox set forgotten_seq = greatest(inbox.forgotten_seq, forgotten.seq)
    from (select recipient_id, max(seq) as seq from forgotten group by recipient_id) as forgotten
    where inbox.recipient_id = forgotten.recipient_id`)
})

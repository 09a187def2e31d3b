import { every } from '@varal/platform/handlers'
import { liveTopics } from '@varal/platform/tables'
import { sql } from 'drizzle-orm'
import { homeLog, homeTrimsDue } from './tables.ts'

const EVERY_MS = 10_000
const OWNERS_MAX = 200
/** Items of a timeline that are kept. */
const ITEMS_KEPT = 1_000
/** Rows of a log that are kept, if what was removed makes them more than the items. */
const ROWS_KEPT = 3_000
/** A stream can be resumed for this long, however much has come since. */
const KEPT_MS = 24 * 60 * 60 * 1_000

/**
 * Cuts the old ends of logs. A log stays whole behind the cut, for a hole would be told to nobody. It waits for no lock:
 * an owner whose log is being written has another turn.
 */
export const trimLogs = every(EVERY_MS, 'trim-home-logs', async ({ db, at }) => {
  const dayAgo = new Date(at.getTime() - KEPT_MS).toISOString()
  await db.execute(sql`
    with due as (
      select owner_id from ${homeTrimsDue} order by owner_id limit ${OWNERS_MAX} for update skip locked
    ), free as (
      select owner_id from due join ${liveTopics} on topic = 'home:' || owner_id for update of ${liveTopics} skip locked
    ), cuts as (
      select owner_id, least(
        -- least() and greatest() pass over nulls: short logs are cut at 0, that is not at all.
        coalesce(greatest(
          (select seq from ${homeLog} as log where log.owner_id = free.owner_id and kind = 'added' and removed_at is null
            order by seq desc offset ${ITEMS_KEPT} limit 1),
          (select seq from ${homeLog} as log where log.owner_id = free.owner_id
            order by seq desc offset ${ROWS_KEPT} limit 1)
        ), 0),
        (select seq - 1 from ${homeLog} as log where log.owner_id = free.owner_id and at >= ${dayAgo}::timestamptz
          order by seq limit 1)
      ) as last_seq
      from free
    ), cut as (
      delete from ${homeLog} using cuts where ${homeLog.ownerId} = cuts.owner_id and ${homeLog.seq} <= cuts.last_seq
    )
    delete from ${homeTrimsDue} using free where ${homeTrimsDue.ownerId} = free.owner_id`)
})

import { every } from '@varal/platform/handlers'
import { sql } from 'drizzle-orm'
import { assets } from '../assets/tables.ts'
import { assetEvents } from './tables.ts'

const KEPT_MS = 24 * 60 * 60 * 1_000
/** Of one statement at most, so that it stays short; the rest goes next time. */
const ENTRIES_MAX = 10_000

/** Forgets how assets came to be that finished a day ago: their cursors are too old by then. Oldest entries first. */
export const trimProgress = every(60_000, 'trim-progress', async ({ db, at }) => {
  const before = new Date(at.getTime() - KEPT_MS).toISOString()
  await db.execute(sql`
    delete from ${assetEvents} where (asset_id, seq) in (
      select event.asset_id, event.seq
      from ${assetEvents} as event join ${assets} as asset on asset.id = event.asset_id
      where event.at < ${before}::timestamptz and asset.finished_at < ${before}::timestamptz
      order by event.at limit ${ENTRIES_MAX})`)
})

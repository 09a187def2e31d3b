import { every } from '@varal/platform/handlers'
import { inArray, lt, or, sql } from 'drizzle-orm'
import { EVENT_KEPT_MS, EVENTS_MAX } from './limits.ts'
import { webhookDeliveries, webhookEvents } from './tables.ts'

const EVERY_MS = 60_000
/** So many in one statement take well under its 3 s; 166 a second. */
const ROWS_MAX = 10_000

/** Forgets events and attempts to tell them after seven days, and events beyond the newest two million. */
export const sweepWebhooks = every(EVERY_MS, 'sweep-webhooks', async ({ db, at }) => {
  const before = new Date(at.getTime() - EVENT_KEPT_MS)
  const tooMany = sql`(select max(seq) - ${EVENTS_MAX} from ${webhookEvents})`
  const old = db
    .select({ seq: webhookEvents.seq })
    .from(webhookEvents)
    .where(or(lt(webhookEvents.at, before), lt(webhookEvents.seq, tooMany)))
  await db.delete(webhookEvents).where(inArray(webhookEvents.seq, old.limit(ROWS_MAX)))
  const past = db.select({ id: webhookDeliveries.id }).from(webhookDeliveries).where(lt(webhookDeliveries.at, before))
  await db.delete(webhookDeliveries).where(inArray(webhookDeliveries.id, past.limit(ROWS_MAX)))
})

import { among, type Db } from '@varal/platform/db'
import type { AppId, WebhookId } from '@varal/schema/ids'
import { desc, eq, sql } from 'drizzle-orm'
import { DELIVERIES_SHOWN_MAX } from './limits.ts'
import { webhookDeliveries, webhookEvents, webhooks } from './tables.ts'

/** Webhooks by id, whoever's they are: it is for the caller to look. */
export const webhooksById = (db: Db) => (ids: readonly WebhookId[]) =>
  db.select().from(webhooks).where(among(webhooks.id, ids))

/** The webhooks of each app, newest first. */
export const webhooksOfApps = (db: Db) => (appIds: readonly AppId[]) =>
  db.select().from(webhooks).where(among(webhooks.appId, appIds)).orderBy(desc(webhooks.id))

/** The last attempts for each webhook, newest first. */
export const deliveriesOfWebhooks = (db: Db) => (ids: readonly WebhookId[]) => {
  const last = db
    .select()
    .from(webhookDeliveries)
    .where(eq(webhookDeliveries.webhookId, webhooks.id))
    .orderBy(desc(webhookDeliveries.id))
    .limit(DELIVERIES_SHOWN_MAX)
    .as('last')
  return db
    .select(last._.selectedFields)
    .from(webhooks)
    .crossJoinLateral(last)
    .where(among(webhooks.id, ids))
    .orderBy(desc(last.id))
}

/** Of the newest event; 0 if there is none. */
export async function lastSeq(db: Db): Promise<number> {
  const [newest] = await db
    .select({ seq: sql<number>`coalesce(max(${webhookEvents.seq}), 0)::int8` })
    .from(webhookEvents)
  return Number(newest?.seq ?? 0)
}

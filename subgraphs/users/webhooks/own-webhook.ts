import type { Db } from '@varal/platform/db'
import type { Actor } from '@varal/platform/viewer'
import type { WebhookId } from '@varal/schema/ids'
import { and, eq } from 'drizzle-orm'
import { apps } from '../apps/tables.ts'
import { type WebhookRow, webhooks } from './tables.ts'

/** A webhook of the actor's own apps, locked; null for any other. */
export async function lockOwnWebhook(db: Db, actor: Actor, id: WebhookId): Promise<WebhookRow | null> {
  const [found] = await db
    .select({ webhook: webhooks })
    .from(webhooks)
    .innerJoin(apps, eq(apps.id, webhooks.appId))
    .where(and(eq(webhooks.id, id), eq(apps.ownerId, actor.id)))
    .for('update', { of: webhooks })
  return found?.webhook ?? null
}

import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { lockOwnWebhook } from './own-webhook.ts'
import { type WebhookRow, webhookEvents, webhooks } from './tables.ts'

export const replayWebhookInput = z.object({
  webhookId: globalId('Webhook'),
  after: globalId('Event').nullish(),
})

/** Tells again, in order, what happened after an event, or everything that is kept. Enables what was disabled. */
export async function replayWebhook(
  work: Work,
  actor: Actor,
  { webhookId, after }: z.output<typeof replayWebhookInput>,
): Promise<Outcome<{ webhook: WebhookRow }>> {
  const before = await lockOwnWebhook(work.db, actor, webhookId)
  if (!before) return refuse('NOT_FOUND', ['input', 'webhookId'])
  let position = 0
  if (after) {
    const [event] = await work.db.select().from(webhookEvents).where(eq(webhookEvents.eventId, after))
    // What it would not have been told is not told apart from what never was.
    if (!event || !before.topics.includes(event.topic)) return refuse('NOT_FOUND', ['input', 'after'])
    position = event.seq
  }
  const [webhook] = await work.db
    .update(webhooks)
    .set({
      position: sql`least(${webhooks.position}, ${position})`,
      ...{ disabledAt: null, failures: 0, nextAttemptAt: work.at },
    })
    .where(eq(webhooks.id, webhookId))
    .returning()
  if (!webhook) throw new Error('A locked webhook is gone')
  return { webhook }
}

import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { WebhookId } from '@varal/schema/ids'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { lockOwnWebhook } from './own-webhook.ts'
import { webhooks } from './tables.ts'

export const deleteWebhookInput = z.object({ webhookId: globalId('Webhook') })

/** Ends a webhook with its log. What is on its way arrives. */
export async function deleteWebhook(
  work: Work,
  actor: Actor,
  { webhookId }: z.output<typeof deleteWebhookInput>,
): Promise<Outcome<{ deletedWebhookId: WebhookId }>> {
  if (!(await lockOwnWebhook(work.db, actor, webhookId))) return refuse('NOT_FOUND', ['input', 'webhookId'])
  await work.db.delete(webhooks).where(eq(webhooks.id, webhookId))
  return { deletedWebhookId: webhookId }
}

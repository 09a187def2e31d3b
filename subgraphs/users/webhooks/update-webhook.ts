import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import { webAddress } from '@varal/platform/web-address'
import type { Work } from '@varal/platform/work'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { wantedTopics } from './create-webhook.ts'
import { lockOwnWebhook } from './own-webhook.ts'
import { type WebhookRow, webhooks } from './tables.ts'

/** What is absent stays, and is absent from the output too. */
export const updateWebhookInput = z.object({
  webhookId: globalId('Webhook'),
  url: webAddress(500).exactOptional(),
  topics: wantedTopics.exactOptional(),
  isEnabled: z.boolean().exactOptional(),
})

/** Changes where a webhook leads and what it is told; enabling one goes on where it stopped, at once. */
export async function updateWebhook(
  work: Work,
  actor: Actor,
  { webhookId, isEnabled, ...edits }: z.output<typeof updateWebhookInput>,
): Promise<Outcome<{ webhook: WebhookRow }>> {
  const before = await lockOwnWebhook(work.db, actor, webhookId)
  if (!before) return refuse('NOT_FOUND', ['input', 'webhookId'])
  const disabling = { disabledAt: before.disabledAt ?? work.at, nextAttemptAt: null }
  const enabling = { disabledAt: null, failures: 0, nextAttemptAt: work.at }
  // Another address may work, and other topics may wait: it is tried now.
  const trying = before.disabledAt ? {} : { failures: 0, nextAttemptAt: work.at }
  const state = isEnabled === undefined ? trying : isEnabled ? enabling : disabling
  const [after] = await work.db
    .update(webhooks)
    .set({ ...edits, ...state })
    .where(eq(webhooks.id, webhookId))
    .returning()
  if (!after) throw new Error('A locked webhook is gone')
  return { webhook: after }
}

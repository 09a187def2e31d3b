import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { SECRET_OVERLAP_MS } from './limits.ts'
import { lockOwnWebhook } from './own-webhook.ts'
import { mintSigningSecret } from './signature.ts'
import { type WebhookRow, webhooks } from './tables.ts'

export const rotateWebhookSecretInput = z.object({ webhookId: globalId('Webhook'), revoke: z.boolean() })

/** Gives a webhook a new secret. The one before signs beside it for 24 hours, or, with `revoke`, no longer. */
export async function rotateWebhookSecret(
  work: Work,
  actor: Actor,
  { webhookId, revoke }: z.output<typeof rotateWebhookSecretInput>,
): Promise<Outcome<{ webhook: WebhookRow; signingSecret: string }>> {
  const before = await lockOwnWebhook(work.db, actor, webhookId)
  if (!before) return refuse('NOT_FOUND', ['input', 'webhookId'])
  const secret = mintSigningSecret()
  const old = revoke
    ? { oldSecret: null, oldSecretEndsAt: null }
    : { oldSecret: before.secret, oldSecretEndsAt: new Date(work.at.getTime() + SECRET_OVERLAP_MS) }
  const [webhook] = await work.db
    .update(webhooks)
    .set({ secret, ...old })
    .where(eq(webhooks.id, webhookId))
    .returning()
  if (!webhook) throw new Error('A locked webhook is gone')
  return { webhook, signingSecret: secret }
}

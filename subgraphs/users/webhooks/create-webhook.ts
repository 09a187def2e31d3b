import { globalId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import { idempotencyKey } from '@varal/platform/mutation'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import { webAddress } from '@varal/platform/web-address'
import type { RunWork, Work } from '@varal/platform/work'
import type { WebhookId } from '@varal/schema/ids'
import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { apps } from '../apps/tables.ts'
import { WEBHOOKS_MAX } from './limits.ts'
import { lastSeq } from './reads.ts'
import { mintSigningSecret } from './signature.ts'
import { webhooks } from './tables.ts'
import { webhookTopics } from './topics.ts'

/** In one order, and each once. */
export const wantedTopics = z
  .array(z.enum(webhookTopics))
  .min(1)
  .max(webhookTopics.length)
  .transform((given) => webhookTopics.filter((topic) => given.includes(topic)))

export const createWebhookInput = z.object({
  appId: globalId('App'),
  url: webAddress(500),
  topics: wantedTopics,
  idempotencyKey,
})

/** From now on the address is told of what happens. Its secret comes after the commit: it must not be stored with the idempotency key. */
export async function createWebhook(
  work: Work,
  actor: Actor,
  { appId, url, topics }: z.output<typeof createWebhookInput>,
): Promise<Outcome<{ webhook: { id: WebhookId } }>> {
  // The lock makes those who come at the same time count one after the other.
  const [app] = await work.db
    .select({ id: apps.id })
    .from(apps)
    .where(and(eq(apps.id, appId), eq(apps.ownerId, actor.id)))
    .for('no key update')
  if (!app) return refuse('NOT_FOUND', ['input', 'appId'])
  if ((await work.db.$count(webhooks, eq(webhooks.appId, appId))) >= WEBHOOKS_MAX) return refuse('LIMIT_REACHED')

  const id = mintId('Webhook', work.at)
  await work.db
    .insert(webhooks)
    .values({ id, appId, url, topics, createdAt: work.at, position: await lastSeq(work.db) })
  return { webhook: { id } }
}

/** Gives a webhook its secret, unless it has one: of repeated requests, even at the same time, one is told it. */
export async function giveFirstSecret(
  { webhook }: { webhook: { id: WebhookId } },
  { work }: { work: RunWork },
): Promise<{ webhook: { id: WebhookId }; signingSecret: string | null }> {
  const secret = mintSigningSecret()
  const waiting = await work(({ db }) =>
    db
      .update(webhooks)
      .set({ secret })
      .where(and(eq(webhooks.id, webhook.id), isNull(webhooks.secret)))
      .returning({ id: webhooks.id }),
  )
  return { webhook, signingSecret: waiting.length > 0 ? secret : null }
}

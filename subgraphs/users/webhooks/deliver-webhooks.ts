import { setTimeout as wait } from 'node:timers/promises'
import { type ActivityParts, keepDoing } from '@varal/platform/handlers'
import type { WebhookId } from '@varal/schema/ids'
import { and, asc, isNotNull, isNull, lte } from 'drizzle-orm'
import { ENDPOINTS_AT_ONCE } from './limits.ts'
import { webhooks } from './tables.ts'
import { tellEndpoint } from './tell-endpoint.ts'

const LOOK_MS = 1_000

/** Tells each endpoint what waits for it, one event after the other; endpoints do not wait for each other. */
export const deliverWebhooks = keepDoing('deliver-webhooks', async (parts) => {
  const { signal, log } = parts
  const telling = new Map<WebhookId, Promise<void>>()
  while (!signal.aborted) {
    for (const id of await dueWebhooks(parts, telling.size)) {
      if (telling.has(id) || telling.size >= ENDPOINTS_AT_ONCE) continue
      const told = tellEndpoint(id, parts)
        .catch((err: unknown) => log.warn({ err }, 'a webhook could not be told'))
        .finally(() => telling.delete(id))
      telling.set(id, told)
    }
    await wait(LOOK_MS, undefined, { signal }).catch(() => {})
  }
  await Promise.all(telling.values())
})

/** Those that have waited longest. As many more as are being told: they may be the same. */
export async function dueWebhooks(
  { db, clock }: Pick<ActivityParts, 'db' | 'clock'>,
  busy: number,
): Promise<WebhookId[]> {
  if (busy >= ENDPOINTS_AT_ONCE) return []
  const rows = await db
    .select({ id: webhooks.id })
    .from(webhooks)
    .where(and(lte(webhooks.nextAttemptAt, clock.now()), isNull(webhooks.disabledAt), isNotNull(webhooks.secret)))
    .orderBy(asc(webhooks.nextAttemptAt))
    .limit(ENDPOINTS_AT_ONCE + busy)
  return rows.map(({ id }) => id)
}

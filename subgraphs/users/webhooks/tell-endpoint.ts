import { encodeId } from '@varal/platform/global-ids'
import type { ActivityParts } from '@varal/platform/handlers'
import { OutsideError } from '@varal/platform/outbound/outside-error'
import type { WebhookId } from '@varal/schema/ids'
import { and, eq, isNull, sql } from 'drizzle-orm'
import { ANSWER_BYTES_MAX, DELIVERY_TIMEOUT_MS, EVENTS_IN_A_ROW, RETRY_AFTER_MS } from './limits.ts'
import { nextEvent } from './next-event.ts'
import { SIGNATURE_HEADER, signatureOf } from './signature.ts'
import { lockEvents } from './store-event.ts'
import { type WebhookEventRow, type WebhookRow, webhookDeliveries, webhookEvents, webhooks } from './tables.ts'

/** Tells one endpoint what waits for it, in order, until it fails, nothing waits, or others should have a turn. */
export async function tellEndpoint(id: WebhookId, parts: ActivityParts): Promise<void> {
  for (let told = 0; told < EVENTS_IN_A_ROW && !parts.signal.aborted; told++) {
    const [webhook] = await parts.db.select().from(webhooks).where(eq(webhooks.id, id))
    if (!webhook?.secret || webhook.disabledAt) return
    const event = await nextEvent(parts.db, webhook)
    if (!event) return rest(webhook, parts)
    if (!(await tell(webhook, event, parts))) return
  }
}

interface Attempt {
  readonly status: number | null
  readonly fault: string | null
}

/** Whether the endpoint took it. */
async function tell(webhook: WebhookRow, event: WebhookEventRow, parts: ActivityParts): Promise<boolean> {
  const { work, clock, signal } = parts
  const at = clock.now()
  const beganMs = performance.now()
  const answer = await send(webhook, event, at, parts)
  // A process that stops is not the endpoint's fault.
  if (signal.aborted) return false
  const isTaken = answer.status !== null && answer.status >= 200 && answer.status < 300
  await work(async ({ db }) => {
    // If somebody has replayed, deleted or disabled it meanwhile, this attempt decides nothing.
    const unchanged = and(
      eq(webhooks.id, webhook.id),
      eq(webhooks.position, webhook.position),
      isNull(webhooks.disabledAt),
    )
    const change = isTaken ? { position: event.seq, failures: 0 } : afterFailure(webhook, answer, clock.now())
    const changed = await db.update(webhooks).set(change).where(unchanged).returning({ id: webhooks.id })
    if (changed.length === 0) return
    await db.insert(webhookDeliveries).values({
      ...{ webhookId: webhook.id, eventId: event.eventId, topic: event.topic, at, attempt: webhook.failures + 1 },
      ...{ status: answer.status, fault: answer.fault, tookMs: Math.round(performance.now() - beganMs) },
    })
  })
  return isTaken
}

async function send(webhook: WebhookRow, event: WebhookEventRow, at: Date, parts: ActivityParts): Promise<Attempt> {
  const id = encodeId('Event', event.eventId)
  const body = JSON.stringify({ id, topic: event.topic, at: event.at.toISOString(), data: event.data })
  const { outside, signal } = parts
  try {
    const { status } = await outside.fetch(webhook.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Varal-Webhooks/1',
        'varal-event-id': id,
        [SIGNATURE_HEADER]: signatureOf(body, webhook, at),
      },
      body,
      signal,
      ...{ maxBytes: ANSWER_BYTES_MAX, timeoutMs: DELIVERY_TIMEOUT_MS, maxRedirects: 0 },
    })
    return { status, fault: null }
  } catch (error) {
    if (error instanceof OutsideError) return { status: null, fault: error.code }
    throw error
  }
}

const GONE = 410

function afterFailure({ failures }: WebhookRow, { status }: Attempt, now: Date) {
  const waitMs = status === GONE ? undefined : RETRY_AFTER_MS[failures]
  return waitMs === undefined
    ? { failures: failures + 1, disabledAt: now, nextAttemptAt: null }
    : { failures: failures + 1, nextAttemptAt: new Date(now.getTime() + waitMs) }
}

/** Nothing waits: it is woken by the next event. Nobody adds one between the last look and the rest. */
async function rest({ id, position, topics }: WebhookRow, { work }: ActivityParts): Promise<void> {
  await work(async ({ db }) => {
    await lockEvents(db)
    if (await nextEvent(db, { position, topics })) return
    // What it did not want is behind it, too: the next look begins after it.
    const newest = sql`(select coalesce(max(${webhookEvents.seq}), 0) from ${webhookEvents})`
    await db
      .update(webhooks)
      .set({ nextAttemptAt: null, position: sql`greatest(${webhooks.position}, ${newest})` })
      .where(and(eq(webhooks.id, id), eq(webhooks.position, position), eq(webhooks.topics, topics)))
  })
}

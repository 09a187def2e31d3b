import { among, type Db } from '@varal/platform/db'
import type { EventId, UserId } from '@varal/schema/ids'
import { and, arrayContains, isNull, sql } from 'drizzle-orm'
import { privatePeople, type WebhookEventRow, webhookEvents, webhooks } from './tables.ts'

type PublicEvent = Pick<WebhookEventRow, 'eventId' | 'topic' | 'data' | 'at'>

/**
 * Keeps what happened for those who want to be told, and wakes them; without them it is one statement. What concerns
 * people whose account is private is nobody's.
 */
export async function storeEvent(db: Db, event: PublicEvent, people: readonly UserId[]): Promise<void> {
  const wanted = arrayContains(webhooks.topics, [event.topic])
  const [anybody] = await db.select({ id: webhooks.id }).from(webhooks).where(wanted).limit(1)
  if (!anybody) return
  const hidden = await db.select().from(privatePeople).where(among(privatePeople.id, people)).limit(1)
  if (hidden.length > 0) return

  await lockEvents(db)
  await db.insert(webhookEvents).values(event).onConflictDoNothing()
  await db
    .update(webhooks)
    .set({ nextAttemptAt: event.at })
    .where(and(wanted, isNull(webhooks.nextAttemptAt), isNull(webhooks.disabledAt)))
}

/** Whoever adds an event takes turns, until the transaction ends: events are seen in the order of their numbers. */
export const lockEvents = (db: Db) =>
  db.execute(sql`select pg_advisory_xact_lock(hashtextextended('webhook events', 0))`)

export const eventOf = (
  { id, at }: { readonly id: EventId; readonly at: string },
  topic: PublicEvent['topic'],
  data: PublicEvent['data'],
): PublicEvent => ({ eventId: id, topic, data, at: new Date(at) })

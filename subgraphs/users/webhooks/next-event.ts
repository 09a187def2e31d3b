import { type Db, rowsOf } from '@varal/platform/db'
import { eq, sql } from 'drizzle-orm'
import { type WebhookEventRow, type WebhookRow, webhookEvents } from './tables.ts'

/** The oldest event after a webhook's position that it wants. A look into the index for each of its topics. */
export async function nextEvent(
  db: Db,
  { position, topics }: Pick<WebhookRow, 'position' | 'topics'>,
): Promise<WebhookEventRow | null> {
  const [next] = await rowsOf<{ seq: string }>(
    db,
    sql`
      select first.seq from unnest(${sql.param(topics)}::text[]) as wanted(topic)
      cross join lateral (
        select seq from ${webhookEvents} where topic = wanted.topic and seq > ${position} order by seq limit 1
      ) as first
      order by first.seq limit 1`,
  )
  if (!next) return null
  const [event] = await db
    .select()
    .from(webhookEvents)
    .where(eq(webhookEvents.seq, Number(next.seq)))
  return event ?? null
}

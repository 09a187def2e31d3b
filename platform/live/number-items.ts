import type { Topic } from '@varal/schema/live'
import { sql } from 'drizzle-orm'
import { among, type Db, rowsOf } from '../db.ts'
import { liveTopics } from '../tables.ts'

/**
 * The next number of each topic, in the transaction that writes the topics' items. The topics stay locked until it ends,
 * so that nobody sees item 6 before item 5. One statement; locks are taken in the order of the names, so two chunks of a
 * fan-out cannot wait for each other.
 */
export async function numberItems(db: Db, topics: readonly Topic[]): Promise<Map<Topic, number>> {
  if (topics.length === 0) return new Map()
  const sorted = [...new Set(topics)].sort()
  const rows = await rowsOf<{ topic: Topic; last_seq: string }>(
    db,
    sql`
      insert into ${liveTopics} (topic, last_seq)
      select topic, 1 from unnest(${sql.param(sorted)}::text[]) as topic
      on conflict (topic) do update set last_seq = ${liveTopics}.last_seq + 1
      returning topic, last_seq`,
  )
  return new Map(rows.map((row) => [row.topic, Number(row.last_seq)]))
}

/** The last number given out in a topic; 0 if there is none. */
export async function lastNumber(db: Db, topic: Topic): Promise<number> {
  return (await lastNumbers(db, [topic])).get(topic) ?? 0
}

/** The last number given out in each topic. A topic without numbers has no entry. */
export async function lastNumbers(db: Db, topics: readonly Topic[]): Promise<Map<Topic, number>> {
  const rows = await db.select().from(liveTopics).where(among(liveTopics.topic, topics))
  return new Map(rows.map(({ topic, lastSeq }) => [topic, lastSeq]))
}

import type { Topic } from '@varal/schema/live'
import { sql } from 'drizzle-orm'
import { among, type Db, rowsOf } from '../db.ts'
import { liveTopics } from '../tables.ts'

/** The next number of each topic, in the transaction that writes the topics' items. See `numberRuns`. */
export const numberItems = (db: Db, topics: readonly Topic[]): Promise<Map<Topic, number>> =>
  numberRuns(db, new Map(topics.map((topic) => [topic, 1])))

/**
 * Takes the next `counts` numbers of each topic and gives the first of them. The topics stay locked until the transaction
 * ends, so that nobody sees item 6 before item 5. One statement; locks are taken in the order of the names, so two chunks
 * of a fan-out cannot wait for each other.
 */
export async function numberRuns(db: Db, counts: ReadonlyMap<Topic, number>): Promise<Map<Topic, number>> {
  if (counts.size === 0) return new Map()
  const topics = [...counts.keys()].sort()
  const sizes = topics.map((topic) => counts.get(topic) ?? 0)
  const rows = await rowsOf<{ topic: Topic; last_seq: string }>(
    db,
    sql`
      insert into ${liveTopics} as held (topic, last_seq)
      select * from unnest(${sql.param(topics)}::text[], ${sql.param(sizes)}::bigint[])
      on conflict (topic) do update set last_seq = held.last_seq + excluded.last_seq
      returning topic, last_seq`,
  )
  return new Map(rows.map(({ topic, last_seq }) => [topic, Number(last_seq) - (counts.get(topic) ?? 0) + 1]))
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

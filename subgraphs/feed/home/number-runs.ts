import { type Db, rowsOf } from '@varal/platform/db'
import { liveTopics } from '@varal/platform/tables'
import type { Topic } from '@varal/schema/live'
import { sql } from 'drizzle-orm'

/**
 * As the platform's `numberItems`, for several items of a topic at once: takes `counts` numbers of each topic and gives
 * the first. The topics stay locked until the transaction ends; locks are taken in the order of the names.
 */
export async function numberRuns(db: Db, counts: ReadonlyMap<Topic, number>): Promise<Map<Topic, number>> {
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

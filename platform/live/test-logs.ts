import type { Topic } from '@varal/schema/live'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { openDatabase, type TestDatabase } from '../../testing/parts.ts'
import { rowsOf } from '../db.ts'
import type { StreamStep } from './follower.ts'
import type { Live, LiveItem } from './live.ts'
import { type LiveHubOptions, liveHub } from './live-hub.ts'
import { memoryLive } from './memory-live.ts'
import { numberItems } from './number-items.ts'
import type { LogEntry, TopicLog } from './topic-log.ts'

// What the tests of the live hub stand on: a database with a log, and what is pushed, made anew for each test.

export const topic: Topic = 'home:ada'
export let database: TestDatabase
export let live: Live

/** To be called once by each file that uses the rest. */
export function setUpLogs(): void {
  beforeAll(async () => {
    database = await openDatabase({ poolMax: 16 })
    await database.db.execute(sql`create table log (topic text, seq bigint, primary key (topic, seq))`)
  })
  afterAll(() => database?.[Symbol.asyncDispose]())
  beforeEach(async () => {
    live = memoryLive()
    await database.db.execute(sql`truncate log, live_topics`)
  })
}

export const open = (options: LiveHubOptions = {}) => liveHub(database.db, live, { tickMs: 10, ...options })

export const logOf = (of: Topic = topic, isCompacted = false): TopicLog<number> => ({
  isCompacted,
  async read(after, limit) {
    const rows = await rowsOf<{ seq: string }>(
      database.db,
      sql`select seq from log where topic = ${of} and seq > ${after} order by seq limit ${limit}`,
    )
    return rows.map(({ seq }) => entry(Number(seq)))
  },
})
export const entry = (seq: number): LogEntry<number> => ({ seq, at: new Date(seq).toISOString(), data: seq })

/** Writes the topic's next entry; what is to be pushed comes back. */
export async function write(of: Topic = topic): Promise<LiveItem> {
  const seq = await database.work(async ({ db }) => {
    const seq = (await numberItems(db, [of])).get(of) as number
    await db.execute(sql`insert into log values (${of}, ${seq})`)
    return seq
  })
  return { topic: of, ...entry(seq) }
}
export async function writeMany(count: number): Promise<void> {
  await database.db.execute(sql`insert into log select ${topic}, n from generate_series(1, ${count}) as n`)
  await database.db.execute(sql`insert into live_topics values (${topic}, ${count})
    on conflict (topic) do update set last_seq = excluded.last_seq`)
}

const brief = (step: StreamStep<unknown> | undefined) =>
  !step ? 'end' : step.kind === 'item' ? step.seq : step.kind === 'reset' ? step.reason : `checkpoint ${step.seq}`
export async function take(steps: AsyncIterator<StreamStep<unknown>>, count: number) {
  const taken: (string | number)[] = []
  while (taken.length < count) taken.push(brief((await steps.next()).value))
  return taken
}

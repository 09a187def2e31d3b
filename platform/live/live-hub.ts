import type { Topic } from '@varal/schema/live'
import { sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../db.ts'
import { Follower, type StreamStep } from './follower.ts'
import type { Live } from './live.ts'
import { lastNumber } from './number-items.ts'
import { Ring } from './ring.ts'
import type { TopicLog } from './topic-log.ts'

/** How the subgraph's streams are followed in this process: one listener and one ring for all of them. */
export interface LiveHub extends AsyncDisposable {
  /** Names this life of the logs. A cursor of another life is not valid here. */
  readonly epoch: string
  /** @param after the last number that the client has; null: only what happens from now on. */
  follow<Data>(topic: Topic, log: TopicLog<Data>, after: number | null): AsyncIterableIterator<StreamStep<Data>>
}

const RING_ITEMS = 65_536
/** An idle stream is compared with its log, and gets a checkpoint, this often. */
const IDLE_MS = 15_000
/** A client that takes nothing for this long while something waits is sent away. */
const STUCK_MS = 5_000
const TICK_MS = 1_000

export async function liveHub(db: Db, live: Live): Promise<LiveHub> {
  const epoch = await epochOf(db)
  const ring = new Ring(RING_ITEMS)
  const followers = new Map<Topic, Set<Follower<never>>>()

  const listening = live.listen((item) => {
    ring.add(item)
    for (const follower of followers.get(item.topic) ?? []) follower.hear(item)
  })
  const ticking = setInterval(() => void tick(db, followers).catch(() => {}), TICK_MS)
  ticking.unref()

  function attach(follower: Follower<never>): Disposable {
    const others = followers.get(follower.topic) ?? new Set()
    followers.set(follower.topic, others.add(follower))
    return {
      [Symbol.dispose]() {
        follower.end()
        others.delete(follower)
        if (others.size === 0) followers.delete(follower.topic)
      },
    }
  }

  /** Attached before anything is read, so that nothing falls between the log and the live items. */
  async function* steps<Data>(
    topic: Topic,
    log: TopicLog<Data>,
    after: number | null,
  ): AsyncGenerator<StreamStep<Data>> {
    const held = after === null ? null : ring.after(topic, after)
    const follower = new Follower(topic, log, after ?? 0, held === null)
    using _attached = attach(follower as unknown as Follower<never>)

    if (held) {
      for (const item of held) follower.hear(item)
    } else {
      const head = await lastNumber(db, topic)
      if (after === null) follower.startAt(head)
      else if (after > head) follower.reset('CURSOR_INVALID')
      else if (after < head && !(await hasNext(log, after))) follower.reset('CURSOR_TOO_OLD')
    }
    follower.checkpointWhenRead()
    for (let step = await follower.next(); step; step = await follower.next()) yield step
  }

  return {
    epoch,
    follow: steps,
    async [Symbol.asyncDispose]() {
      clearInterval(ticking)
      listening[Symbol.dispose]()
      for (const one of [...followers.values()].flatMap((set) => [...set])) one.end()
    },
  }
}

/** Whether the log still begins where the client stopped. */
async function hasNext(log: TopicLog<unknown>, after: number): Promise<boolean> {
  return log.isCompacted === true || (await log.read(after, 1)).at(0)?.seq === after + 1
}

/** A hint may be lost and a client may stop reading: both are found here, for all streams at once. */
async function tick(db: Db, followers: ReadonlyMap<Topic, ReadonlySet<Follower<never>>>): Promise<void> {
  const nowMs = performance.now()
  const idle: Follower<never>[] = []
  for (const follower of [...followers.values()].flatMap((set) => [...set])) {
    const sinceMs = nowMs - follower.lastProgressMs
    if (follower.isStuck && sinceMs > STUCK_MS) follower.reset('CONSUMER_TOO_SLOW')
    else if (follower.isWaiting && sinceMs > IDLE_MS) idle.push(follower)
  }
  if (idle.length === 0) return

  const topics = [...new Set(idle.map((follower) => follower.topic))]
  const rows = await rowsOf<{ topic: Topic; last_seq: string }>(
    db,
    sql`select topic, last_seq from live_topics where topic = any(${sql.param(topics)})`,
  )
  const heads = new Map(rows.map((row) => [row.topic, Number(row.last_seq)]))
  for (const follower of idle) {
    if ((heads.get(follower.topic) ?? 0) > follower.last) follower.catchUp()
    else follower.checkpoint()
  }
}

/**
 * A database's life ends when it is restored to an earlier moment or another server takes over: numbers could then be
 * given out twice. Postgres begins a new timeline in both cases; a database that was loaded from a dump has a new oid.
 */
async function epochOf(db: Db): Promise<string> {
  const [row] = await rowsOf<{ epoch: string }>(
    db,
    sql`
      select concat_ws('-', system_identifier, timeline_id, database.oid) as epoch
      from pg_control_system(), pg_control_checkpoint(), pg_database as database
      where datname = current_database()`,
  )
  if (!row) throw new Error('Postgres does not tell its system identifier')
  return row.epoch
}

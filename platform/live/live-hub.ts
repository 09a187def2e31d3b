import type { Topic } from '@varal/schema/live'
import DataLoader from 'dataloader'
import { sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../db.ts'
import { Follower, type StreamStep } from './follower.ts'
import { leavable } from './leavable.ts'
import { isItem, type Live } from './live.ts'
import { lastNumbers } from './number-items.ts'
import { Ring } from './ring.ts'
import type { TopicLog } from './topic-log.ts'

/** How the subgraph's streams are followed in this process: one listener and one ring for all of them. */
export interface LiveHub extends AsyncDisposable {
  /** Names this life of the logs. A cursor of another life is not valid here. */
  readonly epoch: string
  /**
   * Follows at once, also before the first item is asked for. Returning the iterator ends it at once, also while it waits.
   * @param after the last number that the client has; null: only what happens from now on.
   */
  follow<Data>(topic: Topic, log: TopicLog<Data>, after: number | null): AsyncIterableIterator<StreamStep<Data>>
  /** Calls `look` at each hint of one of the topics, until it is disposed. Hints may be lost, and are not repeated. */
  onHint(topics: readonly Topic[], look: () => void): Disposable
  /** Has those who watch a topic look again, here and in other processes. For what no transaction changes; may be lost. */
  hint(topic: Topic): void
}

export interface LiveHubOptions {
  /** Recent items that are held, of all topics together. */
  readonly ringItems?: number
  /** An idle stream is compared with its log, and gets a checkpoint, this often. */
  readonly idleMs?: number
  /** A client that takes nothing for this long while something waits is sent away. */
  readonly stuckMs?: number
  readonly tickMs?: number
}

export async function liveHub(
  db: Db,
  live: Live,
  { ringItems = 65_536, idleMs = 15_000, stuckMs = 5_000, tickMs = 1_000 }: LiveHubOptions = {},
): Promise<LiveHub> {
  let epoch = await epochOf(db)
  const ring = new Ring(ringItems)
  const followers = new Map<Topic, Set<Follower<never>>>()
  const lookers = new Map<Topic, Set<() => void>>()
  const all = () => [...followers.values()].flatMap((set) => [...set])
  // Thousands of clients may come at once, after a deployment.
  const heads = new DataLoader<Topic, number>(
    async (topics) => {
      const numbers = await lastNumbers(db, topics)
      return topics.map((topic) => numbers.get(topic) ?? 0)
    },
    { cache: false, maxBatchSize: 1_000 },
  )

  const listening = live.listen((news) => {
    if (!isItem(news)) {
      for (const look of lookers.get(news.topic) ?? []) look()
      return
    }
    ring.add(news)
    for (const follower of followers.get(news.topic) ?? []) follower.hear(news)
  })

  function attach(follower: Follower<never>): void {
    const others = followers.get(follower.topic) ?? new Set()
    followers.set(follower.topic, others.add(follower))
  }

  function detach(follower: Follower<never>): void {
    follower.end()
    const others = followers.get(follower.topic)
    others?.delete(follower)
    if (others?.size === 0) followers.delete(follower.topic)
  }

  /** A push may be lost and a client may stop reading: both are found here, for all streams at once. */
  async function tick(): Promise<void> {
    const nowMs = performance.now()
    const idle: Follower<never>[] = []
    for (const follower of all()) {
      if (follower.stuckMs(nowMs) > stuckMs) follower.reset('CONSUMER_TOO_SLOW')
      else if (follower.idleMs(nowMs) > idleMs) idle.push(follower)
    }
    if (idle.length === 0) return
    const [nowEpoch, numbers] = await Promise.all([
      epochOf(db),
      lastNumbers(db, [...new Set(idle.map((follower) => follower.topic))]),
    ])
    if (nowEpoch !== epoch) return beginAnew(nowEpoch)
    for (const follower of idle) follower.compareWith(numbers.get(follower.topic) ?? 0)
  }

  /** Numbers that were given out in the last life may be given out again in this one. */
  function beginAnew(nowEpoch: string): void {
    epoch = nowEpoch
    ring.clear()
    for (const follower of all()) follower.reset('CURSOR_INVALID')
  }

  let isTicking = false
  const ticking = setInterval(() => {
    if (isTicking) return
    isTicking = true
    // It is tried again at the next tick.
    tick()
      .catch(() => {})
      .finally(() => {
        isTicking = false
      })
  }, tickMs)
  ticking.unref()

  return {
    get epoch() {
      return epoch
    },
    follow<Data>(topic: Topic, log: TopicLog<Data>, after: number | null) {
      const past = {
        recent: (from: number, limit: number) => ring.after(topic, from, limit),
        head: () => heads.load(topic),
      }
      const follower = new Follower(topic, log, past, after)
      const attached = follower as unknown as Follower<never>
      attach(attached)
      return leavable<StreamStep<Data>>(
        () => follower.next(),
        () => detach(attached),
      )
    },
    onHint(topics, look) {
      for (const topic of topics) lookers.set(topic, (lookers.get(topic) ?? new Set()).add(look))
      return {
        [Symbol.dispose]() {
          for (const topic of topics) {
            const others = lookers.get(topic)
            others?.delete(look)
            if (others?.size === 0) lookers.delete(topic)
          }
        },
      }
    },
    hint: (topic) => live.push([{ topic }]),
    async [Symbol.asyncDispose]() {
      clearInterval(ticking)
      listening[Symbol.dispose]()
      for (const follower of all()) follower.end()
    },
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

import { setTimeout as wait } from 'node:timers/promises'
import type { DomainEvent } from '@varal/schema/events/events'
import type { SubgraphName } from '@varal/schema/subgraph-names'
import { asc, eq, isNull, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import type pg from 'pg'
import type { EventBus, StreamState } from '../bus/bus.ts'
import type { Db } from '../db.ts'
import type { Leadership } from '../events/lead.ts'
import type { Logger } from '../log.ts'
import { measure } from '../metrics.ts'
import { eventCursors, outbox } from '../tables.ts'
import { untilAborted } from '../until-aborted.ts'
import { OUTBOX_CHANNEL } from './write-outbox.ts'

const BATCH = 200
/** A notification may be missed; what waits is found this often. */
const POLL_MS = 250
/**
 * Publications are at least this far apart: what is announced meanwhile goes together, and everybody who hears it spares a
 * transaction. A fact that comes after a pause does not wait.
 */
const SPACING_MS = 10
/** How often the stream is asked whether it still has everything. */
const CHECK_MS = 2_000
const RETRY_MS = 200
/** Where `event_cursors` keeps how far the outbox was copied: exact, and found without looking through the outbox. */
const COPIED = 'outbox'

/**
 * Publishes what waits in the outbox, in order, until the leadership ends. Only the leader does, on the connection that
 * makes it the leader; what decides is `published_at is null`, not a cursor over ids, for ids become visible out of order.
 */
export async function relay(
  owner: SubgraphName,
  bus: EventBus,
  { client, signal }: Leadership,
  log: Logger,
): Promise<void> {
  const db = drizzle(client) as unknown as Db
  // What is lost of "was published" is published again, and dropped as a repeat: this need not wait for the disk.
  await client.query('set synchronous_commit = off')
  const wake = await listen(client)
  while (!signal.aborted) {
    try {
      await publish(owner, db, bus, wake, signal, log)
    } catch (error) {
      if (!signal.aborted) log.warn({ owner, err: error }, 'relaying ended, and begins again')
    }
    await wait(RETRY_MS, undefined, { signal }).catch(() => {})
  }
}

async function publish(
  owner: SubgraphName,
  db: Db,
  bus: EventBus,
  wake: Wake,
  signal: AbortSignal,
  log: Logger,
): Promise<void> {
  const { epoch, lastSeq } = await untilAborted(signal, agreeOnEpoch(owner, db, bus, log))
  let last = lastSeq
  let checkedMs = performance.now()
  let publishedMs = 0

  while (!signal.aborted) {
    using waking = wake(POLL_MS, signal)
    const rows = await db.select().from(outbox).where(isNull(outbox.publishedAt)).orderBy(asc(outbox.id)).limit(BATCH)
    if (rows.length > 0) {
      const facts = rows.map(
        ({ eventId, name, data, at }) => ({ id: eventId, name, at: at.toISOString(), data }) as DomainEvent,
      )
      const numbers = await untilAborted(signal, bus.append(owner, facts, last))
      last = Math.max(last, ...numbers)
      const ids = rows.map((row) => row.id)
      await markPublished(db, ids, numbers, { epoch, lastSeq: last })
      measure.eventsPublished(owner, numbers.length)
      publishedMs = performance.now()
    }
    if (performance.now() - checkedMs > CHECK_MS) {
      const stream = await untilAborted(signal, bus.stream(owner))
      if (stream.epoch !== epoch || stream.lastSeq < last) throw new Error(`The stream of ${owner} has lost events`)
      checkedMs = performance.now()
    }
    if (rows.length === BATCH) continue
    await waking.done
    const earlyMs = publishedMs + SPACING_MS - performance.now()
    if (earlyMs > 0) await wait(earlyMs, undefined, { signal }).catch(() => {})
  }
}

/**
 * The outbox is the log, the stream its copy. If the stream lacks anything that was published to it, a power cut or a
 * damaged file has cost it events: it is given a new life and everything that the outbox still has.
 */
async function agreeOnEpoch(owner: SubgraphName, db: Db, bus: EventBus, log: Logger): Promise<StreamState> {
  const stream = await bus.stream(owner)
  const [copied] = await db.select().from(eventCursors).where(eq(eventCursors.stream, COPIED))
  if (!copied || (copied.epoch === stream.epoch && copied.seq <= stream.lastSeq)) return stream

  const renewed = stream.lastSeq > 0 ? await bus.renew(owner) : stream
  const events = await db.transaction(async (tx) => {
    // A day's facts may be millions.
    await tx.execute(sql`set local statement_timeout = 0`)
    const again = await tx.execute(sql`
      update ${outbox} set published_at = null, published_seq = null, published_epoch = null
      where ${outbox.publishedAt} is not null`)
    await tx.update(eventCursors).set({ epoch: renewed.epoch, seq: 0 }).where(eq(eventCursors.stream, COPIED))
    return again.rowCount
  })
  log.warn({ owner, epoch: renewed.epoch, events }, 'the stream had lost events: it begins anew')
  return renewed
}

async function markPublished(
  db: Db,
  ids: readonly number[],
  numbers: readonly number[],
  { epoch, lastSeq }: StreamState,
): Promise<void> {
  await db.execute(sql`
    with marked as (
      update ${outbox}
      set published_at = now(), published_seq = published.seq, published_epoch = ${epoch}
      from unnest(${sql.param([...ids])}::bigint[], ${sql.param([...numbers])}::bigint[]) as published (id, seq)
      where ${outbox.id} = published.id
    )
    insert into ${eventCursors} (stream, epoch, seq) values (${COPIED}, ${epoch}, ${lastSeq})
    on conflict (stream) do update set epoch = excluded.epoch, seq = excluded.seq`)
}

/** Waits for the next notification, for so long at most. Ask before looking, so that none is missed. */
type Wake = (maxMs: number, signal: AbortSignal) => Disposable & { readonly done: Promise<void> }

async function listen(client: pg.Client): Promise<Wake> {
  let wake = () => {}
  client.on('notification', () => wake())
  await client.query(`listen ${OUTBOX_CHANNEL}`)

  return (maxMs, signal) => {
    const { promise: done, resolve } = Promise.withResolvers<void>()
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, maxMs)
    signal.addEventListener('abort', end, { once: true })
    wake = end
    return { done, [Symbol.dispose]: end }
  }
}

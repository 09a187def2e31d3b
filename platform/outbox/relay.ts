import type { DomainEvent } from '@varal/schema/events/events'
import type { SubgraphName } from '@varal/schema/subgraph-names'
import { asc, isNull, sql } from 'drizzle-orm'
import type pg from 'pg'
import type { EventBus, StreamState } from '../bus/bus.ts'
import type { Db } from '../db.ts'
import type { Leadership } from '../events/lead.ts'
import type { Logger } from '../log.ts'
import { measure } from '../metrics.ts'
import { outbox } from '../tables.ts'
import { OUTBOX_CHANNEL } from './write-outbox.ts'

const BATCH = 200
/** A notification may be missed; what waits is found this often. */
const POLL_MS = 250
/** How often the stream is asked whether it still has everything. */
const CHECK_MS = 2_000

/**
 * Publishes what waits in the outbox, in order, until the leadership ends. Only the leader does: what decides is
 * `published_at is null`, not a cursor over ids, for ids become visible out of order.
 */
export async function relay(
  owner: SubgraphName,
  db: Db,
  bus: EventBus,
  { client, signal }: Leadership,
  log: Logger,
): Promise<void> {
  const { epoch, lastSeq } = await agreeOnEpoch(owner, db, bus, log)
  const wake = await listen(client)
  let last = lastSeq
  let checkedMs = performance.now()

  while (!signal.aborted) {
    const waking = wake(POLL_MS, signal)
    const rows = await db.select().from(outbox).where(isNull(outbox.publishedAt)).orderBy(asc(outbox.id)).limit(BATCH)
    if (rows.length > 0) {
      const facts = rows.map(
        ({ eventId, name, data, at }) => ({ id: eventId, name, at: at.toISOString(), data }) as DomainEvent,
      )
      const numbers = await bus.append(owner, facts, last)
      last = Math.max(last, ...numbers)
      await markPublished(
        db,
        rows.map((row) => row.id),
        numbers,
        epoch,
      )
      measure.eventsPublished(owner, numbers.length)
    }
    if (performance.now() - checkedMs > CHECK_MS) {
      const stream = await bus.stream(owner)
      if (stream.epoch !== epoch || stream.lastSeq < last) throw new Error(`The stream of ${owner} has lost events`)
      checkedMs = performance.now()
    }
    if (rows.length < BATCH) await waking
  }
}

/**
 * The outbox is the log, the stream its copy. If the stream lacks anything that was published to it, a power cut or a
 * damaged file has cost it events: it is given a new life and everything that the outbox still has.
 */
async function agreeOnEpoch(owner: SubgraphName, db: Db, bus: EventBus, log: Logger): Promise<StreamState> {
  const stream = await bus.stream(owner)
  const lacking = await db.execute(sql`
    select from ${outbox}
    where ${outbox.publishedAt} is not null
      and (${outbox.publishedEpoch} is distinct from ${stream.epoch} or ${outbox.publishedSeq} > ${stream.lastSeq})
    limit 1`)
  if (lacking.rowCount === 0) return stream

  const renewed = stream.lastSeq > 0 ? await bus.renew(owner) : stream
  const again = await db.execute(sql`
    update ${outbox} set published_at = null, published_seq = null, published_epoch = null
    where ${outbox.publishedAt} is not null`)
  log.warn({ owner, epoch: renewed.epoch, events: again.rowCount }, 'the stream had lost events: it begins anew')
  return renewed
}

async function markPublished(db: Db, ids: readonly number[], numbers: readonly number[], epoch: string): Promise<void> {
  await db.execute(sql`
    update ${outbox}
    set published_at = now(), published_seq = published.seq, published_epoch = ${epoch}
    from unnest(${sql.param([...ids])}::bigint[], ${sql.param([...numbers])}::bigint[]) as published (id, seq)
    where ${outbox.id} = published.id`)
}

/** Gives a function that waits for the next notification, or for so long. Ask before looking, so that none is missed. */
async function listen(client: pg.Client) {
  let wake = () => {}
  client.on('notification', () => wake())
  await client.query(`listen ${OUTBOX_CHANNEL}`)

  return (maxMs: number, signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, maxMs)
      signal.addEventListener('abort', done, { once: true })
      wake = done
    })
}

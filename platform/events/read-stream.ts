import { setTimeout as wait } from 'node:timers/promises'
import type { SubgraphName } from '@varal/schema/subgraph-names'
import { and, eq, sql } from 'drizzle-orm'
import type { EventBus, StreamEvent, StreamState } from '../bus/bus.ts'
import type { Clock } from '../clock.ts'
import type { Db } from '../db.ts'
import type { FactHandler } from '../handlers.ts'
import type { Logger } from '../log.ts'
import { measure } from '../metrics.ts'
import { eventCursors } from '../tables.ts'
import type { RunWork, Work } from '../work.ts'
import { handleEvents } from './handle-events.ts'

export interface ReaderPorts {
  readonly name: SubgraphName
  readonly db: Db
  readonly clock: Clock
  readonly bus: EventBus
  readonly work: RunWork
  readonly log: Logger
}

const RETRY_MS = 200

/**
 * Reads one owner's stream in order and runs the handlers, until `signal`. How far it has read is kept beside the
 * effects and moves in their transaction, so that an effect and its place in the stream cannot part.
 */
export async function readStream(
  owner: SubgraphName,
  handlers: readonly FactHandler[],
  ports: ReaderPorts,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const from = await startingPoint(owner, ports)
      let seq = from.lastSeq
      for await (const batch of ports.bus.read(owner, from, signal)) {
        await takeBatch(owner, { epoch: from.epoch, lastSeq: seq }, batch, handlers, ports, signal)
        const last = batch.at(-1)
        if (!last) continue
        seq = last.seq
        measure.eventsHandled(
          ports.name,
          owner,
          batch.length,
          (ports.clock.now().getTime() - Date.parse(last.event.at)) / 1_000,
        )
      }
    } catch (error) {
      if (!signal.aborted) ports.log.warn({ owner, err: error }, 'reading events ended, and begins again')
    }
    await wait(RETRY_MS, undefined, { signal }).catch(() => {})
  }
}

/** Where to go on; from the beginning of the stream's new life if it was given one. The inbox drops what comes again. */
async function startingPoint(owner: SubgraphName, { db, bus }: ReaderPorts): Promise<StreamState> {
  const stream = await bus.stream(owner)
  const [cursor] = await db.select().from(eventCursors).where(eq(eventCursors.stream, owner))
  if (cursor?.epoch === stream.epoch && cursor.seq <= stream.lastSeq)
    return { epoch: cursor.epoch, lastSeq: cursor.seq }

  const start = { epoch: stream.epoch, seq: 0 }
  await db
    .insert(eventCursors)
    .values({ stream: owner, ...start })
    .onConflictDoUpdate({ target: eventCursors.stream, set: start })
  return { epoch: stream.epoch, lastSeq: 0 }
}

/** First the whole batch in one transaction; if anything in it fails, event by event, so that only the culprit waits. */
async function takeBatch(
  owner: SubgraphName,
  from: StreamState,
  batch: readonly StreamEvent[],
  handlers: readonly FactHandler[],
  ports: ReaderPorts,
  signal: AbortSignal,
): Promise<void> {
  const events = (part: readonly StreamEvent[]) => part.map((one) => one.event)
  const last = (part: readonly StreamEvent[]) => part.at(-1)?.seq ?? from.lastSeq

  const failure = await ports
    .work(async (work) => {
      await moveCursor(work, owner, from, last(batch))
      await handleEvents(events(batch), handlers, work)
    })
    .then(
      () => null,
      (error: unknown) => error ?? new Error('unknown'),
    )
  if (failure === null) return

  let seq = from.lastSeq
  for (const one of batch) {
    const at = { epoch: from.epoch, lastSeq: seq }
    for (let attempt = 1; ; attempt++) {
      signal.throwIfAborted()
      const error = await ports
        .work(async (work) => {
          await moveCursor(work, owner, at, one.seq)
          await handleEvents([one.event], handlers, work, attempt >= ATTEMPTS ? attempt : undefined)
        })
        .then(
          () => null,
          (reason: unknown) => reason ?? new Error('unknown'),
        )
      if (error === null) break
      if (error instanceof Fenced) throw error
      ports.log.warn({ owner, event: one.event.name, eventId: one.event.id, attempt, err: error }, 'a handler failed')
      await wait(Math.min(50 * 4 ** attempt, 5_000), undefined, { signal })
    }
    seq = one.seq
  }
}

/** Tries of one event before it is put aside as a dead letter: together about 20 s. */
const ATTEMPTS = 5

class Fenced extends Error {}

/** Also a lock: of two readers of one stream the second finds the cursor moved, and stops. */
async function moveCursor(work: Work, owner: SubgraphName, from: StreamState, to: number): Promise<void> {
  const moved = await work.db
    .update(eventCursors)
    .set({ seq: to })
    .where(and(eq(eventCursors.stream, owner), eq(eventCursors.epoch, from.epoch), eq(eventCursors.seq, from.lastSeq)))
    .returning({ one: sql`1` })
  if (moved.length === 0) throw new Fenced(`Another reader has moved the cursor of ${owner}`)
}

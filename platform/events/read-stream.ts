import { setTimeout as wait } from 'node:timers/promises'
import type { SubgraphName } from '@varal/schema/subgraph-names'
import { eq } from 'drizzle-orm'
import type { EventBus, StreamEvent, StreamState } from '../bus/bus.ts'
import type { Clock } from '../clock.ts'
import type { Db } from '../db.ts'
import { isOutage } from '../faults.ts'
import type { FactHandler } from '../handlers.ts'
import type { Logger } from '../log.ts'
import { measure } from '../metrics.ts'
import { eventCursors } from '../tables.ts'
import { untilAborted } from '../until-aborted.ts'
import type { RunWork } from '../work.ts'
import { claimEvents, Fenced } from './claim-events.ts'
import { type GiveUp, handleEvents } from './handle-events.ts'

export interface ReaderPorts {
  readonly name: SubgraphName
  readonly db: Db
  readonly clock: Clock
  readonly bus: EventBus
  readonly work: RunWork
  readonly log: Logger
  /** How long the first retry of an event waits; the next ones wait twice as long each. */
  readonly retryFirstMs?: number
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
      const from = await untilAborted(signal, startingPoint(owner, ports))
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
  const taking = (at: StreamState, part: readonly StreamEvent[], giveUp?: GiveUp) =>
    faultOf(
      ports.work(async (work) => {
        const wanted = part.map((one) => one.event).filter((event) => handlers.some((one) => one.event === event.name))
        const fresh = await claimEvents(owner, at, part.at(-1)?.seq ?? at.lastSeq, wanted, work)
        await handleEvents(fresh, handlers, work, giveUp)
      }),
    )
  if (!(await taking(from, batch))) return

  let at = from
  for (const one of batch) {
    for (let attempt = 1; ; attempt++) {
      signal.throwIfAborted()
      const fault = await taking(at, [one], giveUpAfter(attempt, ports))
      if (!fault) break
      ports.log.warn({ owner, event: one.event.name, eventId: one.event.id, attempt, err: fault }, 'a handler failed')
      await wait((ports.retryFirstMs ?? 100) * 2 ** (attempt - 1), undefined, { signal })
    }
    at = { epoch: from.epoch, lastSeq: one.seq }
  }
}

/** Tries of one event before it is put aside as a dead letter: together 1.5 s, in which the events behind it wait. */
const ATTEMPTS = 5

function giveUpAfter(attempt: number, { name, log }: ReaderPorts): GiveUp | undefined {
  if (attempt < ATTEMPTS) return undefined
  return {
    attempts: attempt,
    untried: attempt > ATTEMPTS ? new Error('What the handlers did could not be committed') : undefined,
    report(event, handler, error) {
      measure.handlerFailed(name, handler.as)
      log.error({ event: event.name, eventId: event.id, handler: handler.as, err: error }, 'an event was put aside')
    },
  }
}

/** Why it failed, if that may be the event's fault. When a server is away, or somebody else reads, no event is to blame: that is thrown. */
async function faultOf(taking: Promise<void>): Promise<Error | null> {
  try {
    await taking
    return null
  } catch (error) {
    if (error instanceof Fenced || isOutage(error)) throw error
    return error instanceof Error ? error : new Error(String(error))
  }
}

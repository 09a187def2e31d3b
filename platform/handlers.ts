import type { DomainEvent, EventName } from '@varal/schema/events/events'
import type { Context } from './context.ts'
import type { Work } from './work.ts'

/** What a subgraph does when it hears of a fact: milliseconds, in the transaction that also moves its cursor. */
export interface FactHandler {
  readonly kind: 'fact'
  readonly event: EventName
  readonly as: string
  /** All events are of this name, in their order. */
  readonly run: (events: readonly DomainEvent[], work: Work) => Promise<void>
}

/** What takes seconds or minutes: outside any transaction, under a lease, in any order, perhaps in a worker process. */
export interface JobHandler {
  readonly kind: 'job'
  readonly event: EventName
  readonly as: string
  readonly run: (event: DomainEvent, job: Job) => Promise<void>
  /** After the last attempt: says so where people look. */
  readonly giveUp: (event: DomainEvent, work: Work, error: unknown) => Promise<void>
}

/** What is done every so often, by one process of the subgraph: deadlines, expiry, trimming. */
export interface Chore {
  readonly kind: 'chore'
  readonly as: string
  readonly everyMs: number
  readonly run: (work: Work) => Promise<void>
}

export type Handler = FactHandler | JobHandler | Chore

export type Job = Pick<Context<never>, 'db' | 'work' | 'objects' | 'clock' | 'log'> & {
  /** Aborted when the deadline of 60 s has passed, or 8 s after the process was asked to stop. */
  readonly signal: AbortSignal
  /** From 1; after the third failure it is given up. More only after outages and stops, which are nobody's failure. */
  readonly attempt: number
}

/** Must be repeatable only in its effects outside the database: the event's effects are stored once. */
export function on<Name extends EventName>(
  event: Name,
  as: string,
  run: (event: DomainEvent<Name>, work: Work) => Promise<void>,
): FactHandler {
  return {
    kind: 'fact',
    event,
    as,
    async run(events, work) {
      for (const one of events) await run(one as DomainEvent<Name>, work)
    },
  }
}

/**
 * As `on`, for events that come thick and fast: takes those that follow each other in the stream together, at most 100, so
 * that a round of statements serves them all. A single one comes as a list of one.
 */
export function onBatch<Name extends EventName>(
  event: Name,
  as: string,
  run: (events: readonly DomainEvent<Name>[], work: Work) => Promise<void>,
): FactHandler {
  return { kind: 'fact', event, as, run: run as FactHandler['run'] }
}

/** Must be repeatable in everything: it may run twice, even at the same time. */
export function perform<Name extends EventName>(
  event: Name,
  as: string,
  run: (event: DomainEvent<Name>, job: Job) => Promise<void>,
  giveUp: (event: DomainEvent<Name>, work: Work, error: unknown) => Promise<void>,
): JobHandler {
  return { kind: 'job', event, as, run: run as JobHandler['run'], giveUp: giveUp as JobHandler['giveUp'] }
}

export const every = (everyMs: number, as: string, run: (work: Work) => Promise<void>): Chore => ({
  kind: 'chore',
  as,
  everyMs,
  run,
})

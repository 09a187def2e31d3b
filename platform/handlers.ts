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
  readonly terms: JobTerms
}

/** How long one attempt of a job may take, and how many there are. Its lease is kept alive as long as it runs. */
export interface JobTerms {
  readonly deadlineMs: number
  readonly attemptsMax: number
}

const usualTerms: JobTerms = { deadlineMs: 60_000, attemptsMax: 3 }

/** Thrown by a job that is not to be done yet: it comes again after the delay, and nothing has failed. */
export class Postponed extends Error {
  readonly delayMs: number

  constructor(delayMs: number) {
    super(`Not before ${delayMs} ms have passed`)
    this.name = 'Postponed'
    this.delayMs = delayMs
  }
}

/** What is done every so often, by one process of the subgraph: deadlines, expiry, trimming. */
export interface Chore {
  readonly kind: 'chore'
  readonly as: string
  readonly everyMs: number
  readonly run: (work: Work) => Promise<void>
}

/** What one process of the subgraph does all the time, outside any transaction: what waits for the servers of others. */
export interface Activity {
  readonly kind: 'activity'
  readonly as: string
  /** Goes on until `signal`, and then returns soon. What it throws is logged, and it begins again. */
  readonly run: (parts: ActivityParts) => Promise<void>
}

export type ActivityParts = Pick<Job, 'db' | 'work' | 'objects' | 'outside' | 'settings' | 'clock' | 'log' | 'signal'>

export type Handler = FactHandler | JobHandler | Chore | Activity

export type Job = Pick<
  Context<never>,
  'db' | 'work' | 'objects' | 'ffmpeg' | 'outside' | 'mail' | 'accessTokens' | 'cursors' | 'settings' | 'clock' | 'log'
> & {
  /**
   * Aborted when the job's deadline has passed (with a TimeoutError; 60 s if it states none), or 8 s after the process was
   * asked to stop. Whoever listens has two seconds to clear up.
   */
  readonly signal: AbortSignal
  /** From 1; after the third failure it is given up. More only after outages, stops and postponing: nobody's failures. */
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

/** Must be repeatable in everything: it may run twice, even at the same time. `terms`: 60 s and three attempts if absent. */
export function perform<Name extends EventName>(
  event: Name,
  as: string,
  run: (event: DomainEvent<Name>, job: Job) => Promise<void>,
  giveUp: (event: DomainEvent<Name>, work: Work, error: unknown) => Promise<void>,
  terms: Partial<JobTerms> = {},
): JobHandler {
  return {
    kind: 'job',
    event,
    as,
    run: run as JobHandler['run'],
    giveUp: giveUp as JobHandler['giveUp'],
    terms: { ...usualTerms, ...terms },
  }
}

export const every = (everyMs: number, as: string, run: (work: Work) => Promise<void>): Chore => ({
  kind: 'chore',
  as,
  everyMs,
  run,
})

/** Whoever leads does it; for a moment there may be two. */
export const keepDoing = (as: string, run: Activity['run']): Activity => ({ kind: 'activity', as, run })

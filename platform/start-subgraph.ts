import { ownerOf } from '@varal/schema/events/events'
import { type SubgraphName, subgraphNames } from '@varal/schema/subgraph-names'
import { doEndlessly } from './events/do-endlessly.ts'
import { doChores, housekeeping } from './events/housekeeping.ts'
import { type Leadership, lead } from './events/lead.ts'
import { readStream } from './events/read-stream.ts'
import { runJobs } from './events/run-jobs.ts'
import type { FactHandler } from './handlers.ts'
import type { SubgraphLink } from './links/link.ts'
import { liveHub } from './live/live-hub.ts'
import { relay } from './outbox/relay.ts'
import type { Ports } from './ports.ts'
import type { Subgraph } from './subgraph.ts'
import { subgraphApi } from './subgraph-api.ts'
import { workOn } from './work.ts'

/** What a process does for a subgraph. Any number of processes may do the same: one of them leads. */
export interface Roles {
  /** Answers requests, relays its facts, hears others'. */
  readonly serves: boolean
  /** How many jobs it works on at once; 0 leaves them to workers. */
  readonly jobSlots: number
}

/** A subgraph with its ports. Disposing lets what has begun finish. */
export interface RunningSubgraph extends AsyncDisposable {
  readonly name: SubgraphName
  readonly link: SubgraphLink
}

export async function startSubgraph(subgraph: Subgraph, ports: Ports, roles: Roles): Promise<RunningSubgraph> {
  const { database, clock } = ports
  const log = ports.log.child({ subgraph: subgraph.name })
  const work = workOn({ db: database.db, clock, live: ports.live })
  const hub = await liveHub(database.db, ports.live)
  const stopping = new AbortController()
  const { signal } = stopping

  const jobs = subgraph.handlers.filter((handler) => handler.kind === 'job')
  const activities = [
    ...(roles.serves
      ? [lead(database.url, log, signal, (leadership) => leaderSession(subgraph, { ...ports, log }, leadership))]
      : []),
    ...(roles.jobSlots > 0
      ? jobs.map((job) => runJobs(subgraph.name, job, roles.jobSlots, { ...ports, log }, work, signal))
      : []),
  ]

  return {
    name: subgraph.name,
    link: subgraphApi(subgraph, { ...ports, log }, hub),
    async [Symbol.asyncDispose]() {
      await hub[Symbol.asyncDispose]()
      stopping.abort()
      await Promise.all(activities)
    },
  }
}

/** Relays the subgraph's facts, reads every stream that it hears, and does its chores, each for itself: one that fails holds up no other. */
async function leaderSession(subgraph: Subgraph, ports: Ports, leadership: Leadership): Promise<void> {
  const { database, bus, log } = ports
  const work = workOn({ db: database.db, clock: ports.clock, live: ports.live })
  const ending = new AbortController()
  const signal = AbortSignal.any([leadership.signal, ending.signal])
  const facts = subgraph.handlers.filter((handler) => handler.kind === 'fact')
  const endless = subgraph.handlers.filter((handler) => handler.kind === 'activity')
  const chores = [...housekeeping, ...subgraph.handlers.filter((handler) => handler.kind === 'chore')]

  const activities = [
    relay(subgraph.name, bus, { ...leadership, signal }, log),
    ...ownersHeard(facts).map((owner) =>
      readStream(
        owner,
        facts.filter((fact) => ownerOf(fact.event) === owner),
        { name: subgraph.name, db: database.db, clock: ports.clock, bus, work, log },
        signal,
      ),
    ),
    doChores(chores, work, log, signal),
    ...endless.map((activity) => doEndlessly(activity, { ...ports, work, db: database.db, signal })),
    ended(signal),
  ]
  try {
    await Promise.race(activities)
  } finally {
    ending.abort()
    await Promise.allSettled(activities)
  }
}

const ownersHeard = (facts: readonly FactHandler[]) =>
  subgraphNames.filter((owner) => facts.some((fact) => ownerOf(fact.event) === owner))

const ended = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

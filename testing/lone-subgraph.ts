import { generateKeyPairSync } from 'node:crypto'
import { edDsaAccessTokens } from '@varal/platform/access-tokens'
import type { EventBus } from '@varal/platform/bus/bus'
import { memoryCache } from '@varal/platform/cache/memory-cache'
import { manualClock } from '@varal/platform/clock'
import { sealedCursors } from '@varal/platform/cursors'
import { connectDatabase, type Db, rowsOf } from '@varal/platform/db'
import { handleEvents } from '@varal/platform/events/handle-events'
import type { Ffmpeg } from '@varal/platform/ffmpeg'
import { encodeId } from '@varal/platform/global-ids'
import { liveHub } from '@varal/platform/live/live-hub'
import { memoryLive } from '@varal/platform/live/memory-live'
import { createLog } from '@varal/platform/log'
import type { MailMessage } from '@varal/platform/mail/mail'
import { mintId } from '@varal/platform/mint-id'
import type { Objects } from '@varal/platform/objects/objects'
import { outside } from '@varal/platform/outbound/outside'
import type { Ports } from '@varal/platform/ports'
import { storedSecrets } from '@varal/platform/stored-secrets'
import type { Subgraph } from '@varal/platform/subgraph'
import { subgraphApi } from '@varal/platform/subgraph-api'
import type { Actor, Caller, Viewer } from '@varal/platform/viewer'
import { anonymous } from '@varal/platform/viewer'
import { workOn } from '@varal/platform/work'
import type { DomainEvent, EventData, EventName } from '@varal/schema/events/events'
import { events } from '@varal/schema/events/events'
import type { UserId } from '@varal/schema/ids'
import type { Language } from '@varal/schema/messages'
import { sql } from 'drizzle-orm'
import type { ExecutionResult } from 'graphql'
import { inject } from 'vitest'
import { cloneDatabase } from './databases.ts'

/** Who asks: a person, or an app, for itself or for a person. */
export type Asker = Viewer | Pick<Caller, 'viewer' | 'app'>

/** A subgraph alone with a database of its own: asked directly, told of events directly. For its `.db.test.ts` files. */
export interface LoneSubgraph extends AsyncDisposable {
  readonly db: Db
  readonly clock: ReturnType<typeof manualClock>
  /** Asks as somebody; throws if the answer has top-level errors. */
  ask<Data = any>(query: string, variables?: object, as?: Asker): Promise<Data>
  /** As `ask`, with the errors left in. */
  answer(query: string, variables?: object, as?: Asker, language?: Language): Promise<ExecutionResult>
  /** Opens a subscription. */
  watch(query: string, variables?: object, as?: Viewer): Promise<AsyncIterableIterator<ExecutionResult>>
  /** Runs the subgraph's fact handlers for an event, as if it had arrived. */
  hear<Name extends EventName>(name: Name, data: EventData<Name>): Promise<void>
  /** As `hear`, for facts that arrive together: as the reader does, in one transaction, those of one name that follow each other at once. */
  hearTogether(facts: readonly Fact[]): Promise<void>
  /** What the subgraph has announced so far, oldest first. */
  announced(): Promise<{ name: EventName; data: any }[]>
  /** Mails that jobs have sent so far, oldest first. */
  readonly mails: readonly MailMessage[]
  /** Does the jobs that announced facts have given since the last time. */
  doJobs(): Promise<void>
  /** Runs the chores once. */
  doChores(): Promise<void>
  /** How many SQL statements `act` took. */
  statementsOf(act: () => Promise<unknown>): Promise<number>
  /** A signed-in person who is known to nobody yet. */
  newActor(): Actor
}

/** A fact as its owner announces it. */
export type Fact = { [Name in EventName]: { readonly name: Name; readonly data: EventData<Name> } }[EventName]

export const globalIdOf = (actor: Actor) => encodeId('User', actor.id)

export async function loneSubgraph(
  subgraph: Subgraph,
  given: { objects?: Objects; ffmpeg?: Ffmpeg; start?: Date } = {},
): Promise<LoneSubgraph> {
  const cloned = await cloneDatabase(inject('postgresUrl'), inject('runId'), subgraph.name)
  const clock = manualClock(given.start ?? new Date('2026-03-01T12:00:00.000Z'))
  let statements = 0
  const database = connectDatabase({ url: cloned.url, poolMax: 4, onStatement: () => statements++ })
  const live = memoryLive()
  const mails: MailMessage[] = []
  const { privateKey } = generateKeyPairSync('ed25519')
  const ports: Ports = {
    database,
    live,
    clock,
    bus: unreachable<EventBus>('bus'),
    objects: given.objects ?? unreachable<Objects>('objects'),
    // The servers of others are on this machine.
    outside: outside(true),
    ffmpeg: given.ffmpeg ?? null,
    cache: memoryCache(clock),
    cursors: sealedCursors('a secret that only the tests of this run know'),
    storedSecrets: storedSecrets('another secret that only the tests of this run know'),
    settings: {
      minimumAge: 13,
      erasureGraceS: 7 * 24 * 60 * 60,
      webUrl: 'https://varal.example',
      media: { unusedAssetS: 7 * 24 * 60 * 60, coldAfterS: 90 * 24 * 60 * 60 },
      safety: { blurFrom: 0.5, hideFrom: 0.85 },
      links: {
        blockedHosts: new Set(['blocked.example']),
        robotContact: 'https://varal.example/robot',
        publicUrl: 'https://varal.example',
      },
    },
    mail: { send: async (message) => void mails.push(message), async [Symbol.asyncDispose]() {} },
    accessTokens: await edDsaAccessTokens({ key: privateKey.export({ format: 'jwk' }) as never, ttlS: 300, clock }),
    log: createLog('silent'),
  }
  const hub = await liveHub(database.db, live)
  const api = subgraphApi(subgraph, ports, hub)
  const work = workOn({ db: database.db, clock, live })
  const request = (query: string, variables: object, as: Asker, language: Language = 'en') => ({
    query,
    variables: variables as Record<string, unknown>,
    caller: {
      ...('viewer' in as ? as : { viewer: as, app: null }),
      requestId: 'test',
      language,
      address: '127.0.0.1',
      device: 'vitest',
    },
  })

  const facts = subgraph.handlers.filter((handler) => handler.kind === 'fact')
  function eventOf({ name, data }: Fact): DomainEvent {
    const at = clock.now()
    return { id: mintId('Event', at), name, at: at.toISOString(), data: events[name].parse(data) } as DomainEvent
  }

  const jobs = subgraph.handlers.filter((handler) => handler.kind === 'job')
  let jobsDoneUntil = 0
  async function doJobs(): Promise<void> {
    const { objects, ffmpeg, outside, mail, accessTokens, cursors, settings, log } = ports
    const told = await rowsOf<{ id: number; name: EventName; data: any }>(
      database.db,
      sql`select id::int, name, data from outbox where id > ${jobsDoneUntil} order by id`,
    )
    for (const { id, ...fact } of told) {
      const signal = new AbortController().signal
      const job = {
        db: database.db,
        work,
        objects,
        ffmpeg,
        outside,
        mail,
        accessTokens,
        cursors,
        settings,
        clock,
        log,
        signal,
        attempt: 1,
      }
      for (const handler of jobs) if (handler.event === fact.name) await handler.run(eventOf(fact as Fact), job)
      jobsDoneUntil = id
    }
  }

  return {
    db: database.db,
    clock,
    mails,
    doJobs,
    answer: (query, variables = {}, as = anonymous, language = 'en') =>
      api.execute(request(query, variables, as, language)),
    async ask(query, variables = {}, as = anonymous) {
      const { data, errors } = await api.execute(request(query, variables, as))
      if (errors) throw new Error(errors.map((error) => `${error.path?.join('.')}: ${error.message}`).join('\n'))
      return data as never
    },
    async watch(query, variables = {}, as = anonymous) {
      const opened = await api.subscribe(request(query, variables, as))
      if (!(Symbol.asyncIterator in opened)) throw new Error(opened.errors?.map((error) => error.message).join('\n'))
      return opened
    },
    async hear(name, data) {
      const event = eventOf({ name, data } as Fact)
      for (const handler of facts) if (handler.event === name) await work((unit) => handler.run([event], unit))
    },
    hearTogether: (told) => work((unit) => handleEvents(told.map(eventOf), facts, unit)),
    announced: () => rowsOf(database.db, sql`select name, data from outbox order by id`),
    async doChores() {
      for (const handler of subgraph.handlers) if (handler.kind === 'chore') await work(handler.run)
    },
    async statementsOf(act) {
      const before = statements
      await act()
      return statements - before
    },
    newActor: () => ({
      kind: 'user',
      id: mintId('User', clock.now()) as UserId,
      sessionId: mintId('Session', clock.now()),
    }),
    async [Symbol.asyncDispose]() {
      await hub[Symbol.asyncDispose]()
      await database[Symbol.asyncDispose]()
      await cloned[Symbol.asyncDispose]()
    },
  }
}

/** A port that a test did not give, and must not need. */
const unreachable = <Port extends object>(name: string) =>
  new Proxy({} as Port, {
    get() {
      throw new Error(`This test needs the port "${name}": give it to loneSubgraph`)
    },
  })

import { setTimeout as wait } from 'node:timers/promises'
import type { DomainEvent } from '@varal/schema/events/events'
import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { handleOf, openBus, openDatabase, registered, type TestBus, type TestDatabase } from '../../testing/parts.ts'
import { eventually } from '../../testing/world/eventually.ts'
import type { EventBus } from '../bus/bus.ts'
import { systemClock } from '../clock.ts'
import { type Db, rowsOf } from '../db.ts'
import { type FactHandler, on } from '../handlers.ts'
import { createLog } from '../log.ts'
import type { RunWork } from '../work.ts'
import { readStream } from './read-stream.ts'
import { replayDeadLetters } from './replay-dead-letters.ts'

const outageOf = (code: string) => Object.assign(new Error('the server is away'), { code })

describe('reading an owner’s stream', () => {
  let database: TestDatabase
  let given: TestBus
  let stopping: AbortController
  const running: Promise<void>[] = []

  beforeAll(async () => {
    database = await openDatabase()
    await database.db.execute(sql`create table effects (id serial primary key, handler text, handle text)`)
  })
  afterAll(() => database?.[Symbol.asyncDispose]())
  beforeEach(async () => {
    given = await openBus()
    await database.db.execute(sql`truncate outbox, inbox, event_cursors, dead_letters, effects restart identity`)
    stopping = new AbortController()
    await given.bus.stream('users')
  })
  afterEach(async () => {
    stopping.abort()
    await Promise.all(running.splice(0))
    await given[Symbol.asyncDispose]()
  })

  interface Given {
    readonly work?: RunWork
    readonly bus?: EventBus
    readonly signal?: AbortSignal
  }
  function start(handlers: readonly FactHandler[], { work, bus, signal }: Given = {}): void {
    const ports = {
      name: 'feed' as const,
      db: database.db,
      clock: systemClock,
      log: createLog('silent'),
      retryFirstMs: 5,
    }
    running.push(
      readStream(
        'users',
        handlers,
        { ...ports, bus: bus ?? given.bus, work: work ?? database.work },
        signal ?? stopping.signal,
      ),
    )
  }

  async function append(...events: DomainEvent[]): Promise<void> {
    const { lastSeq } = await given.bus.stream('users')
    await given.bus.append('users', events, lastSeq)
  }
  const named = (...handles: string[]) => handles.map(registered)

  const note = (db: Db, handler: string, event: DomainEvent) =>
    db.execute(sql`insert into effects (handler, handle) values (${handler}, ${handleOf(event)})`)

  /** Writes down every event, announces that it has, and fails as `fault` says. */
  const noting = (as: string, fault: (event: DomainEvent) => Error | null = () => null) =>
    on('users.account.registered', as, async (event, work) => {
      await note(work.db, as, event)
      work.announce('users.profile.updated', event.data)
      const error = fault(event)
      if (error) throw error
    })

  const effects = async (handler = 'note') =>
    (
      await rowsOf<{ handle: string }>(
        database.db,
        sql`select handle from effects where handler = ${handler} order by id`,
      )
    ).map((row) => row.handle)
  const announced = async () =>
    (
      await rowsOf<{ handle: string }>(database.db, sql`select data ->> 'handle' as handle from outbox order by id`)
    ).map((row) => row.handle)
  const letters = () =>
    rowsOf<{ handler: string; handle: string; error: string; attempts: number }>(
      database.db,
      sql`select handler, event -> 'data' ->> 'handle' as handle, error, attempts from dead_letters order by at, event_id`,
    )
  const arrived = (...handles: string[]) =>
    eventually(
      `${handles.length} events have had their effect`,
      async () => (await effects()).length >= handles.length,
    ).then(async () => expect(await effects()).toEqual(handles))

  test('gives every event to the handlers once and in order, and goes on where it was', async () => {
    const first = new AbortController()
    const handles = Array.from({ length: 120 }, (_, number) => `n${number}`)
    await append(...named(...handles))
    start([noting('note')], { signal: first.signal })
    await arrived(...handles)
    first.abort()
    await Promise.all(running)
    await append(...named('later'))
    start([noting('note')])

    await arrived(...handles, 'later')
  })

  test('drops an event that comes again, also in another life of the stream', async () => {
    const events = named('a', 'b', 'c')
    start([noting('note')])
    await append(...events)
    await arrived('a', 'b', 'c')
    await given.bus.renew('users')
    await given.bus.append('users', [...events, ...named('d')], 0)

    await arrived('a', 'b', 'c', 'd')
    expect(await announced()).toEqual(['a', 'b', 'c', 'd'])
  })

  test('begins again from the start when the stream has lost its end in the same life', async () => {
    await append(...named('a', 'b'))
    const { epoch } = await given.bus.stream('users')
    await database.db.execute(sql`insert into event_cursors values ('users', ${epoch}, 30)`)
    start([noting('note')])

    await arrived('a', 'b')
  })

  test('tries an event that fails again, before those behind it', async () => {
    let failures = 0
    await append(...named('a', 'b', 'c'))
    start([noting('note', (event) => (handleOf(event) === 'b' && ++failures <= 3 ? new Error('not yet') : null))])

    await arrived('a', 'b', 'c')
    expect(await announced()).toEqual(['a', 'b', 'c'])
    expect(await letters()).toEqual([])
  })

  test('puts an event aside that keeps failing, with nothing half done, and goes on with the next', async () => {
    await append(...named('a', 'bad', 'c'))
    const seen: string[] = []
    start([
      noting('other'),
      noting('note', (event) => {
        seen.push(handleOf(event))
        return handleOf(event) === 'bad' ? new Error('never') : null
      }),
    ])
    await arrived('a', 'c')

    expect(seen.filter((handle) => handle === 'bad')).toHaveLength(6)
    expect(await letters()).toEqual([{ handler: 'note', handle: 'bad', error: 'Error: never', attempts: 5 }])
    // The other handler has had its effect, and has said so.
    expect(await effects('other')).toEqual(['a', 'bad', 'c'])
    expect(await announced()).toEqual(['a', 'a', 'bad', 'c', 'c'])
  })

  test('puts aside what has not the shape that its handler expects, and what breaks when it is committed', async () => {
    await database.db.execute(sql`
      create table strict (handle text);
      create function refuse() returns trigger language plpgsql as 'begin raise exception ''at commit''; end';
      create constraint trigger late after insert on strict deferrable initially deferred
        for each row execute function refuse()`)
    const misshapen = { ...registered('misshapen'), data: { handle: 'misshapen' } } as unknown as DomainEvent
    await append(...named('a'), misshapen, ...named('late', 'd'))
    start([
      on('users.account.registered', 'note', async (event, work) => {
        await note(work.db, 'note', event)
        if (event.data.handle === 'late') await work.db.execute(sql`insert into strict values ('late')`)
      }),
    ])

    await arrived('a', 'd')
    expect((await letters()).map((letter) => letter.handle)).toEqual(['misshapen', 'late'])
  })

  test('puts aside an event whose handler announces what cannot be announced', async () => {
    await append(...named('a', 'bad', 'c'))
    start([
      on('users.account.registered', 'note', async (event, work) => {
        await note(work.db, 'note', event)
        const text = event.data.handle === 'bad' ? 'with \0' : event.data.handle
        work.announce('users.profile.updated', { ...event.data, handle: text })
      }),
    ])

    await arrived('a', 'c')
    expect(await letters()).toMatchObject([{ handle: 'bad' }])
    expect(await announced()).toEqual(['a', 'c'])
  })

  test('waits while a server is away, however long, without blaming the event', async () => {
    let remaining = 7
    await append(...named('a', 'b'))
    start([noting('note', () => (remaining-- > 0 ? outageOf('ECONNREFUSED') : null))])

    await arrived('a', 'b')
    expect(await letters()).toEqual([])
  })

  test('goes on by itself when all its connections are cut', async () => {
    start([
      on('users.account.registered', 'note', async (event, work) => {
        await note(work.db, 'note', event)
        await wait(30)
      }),
    ])
    for (let number = 0; number < 6; number++) {
      await append(...named(`n${number}`))
      await wait(20)
      await rowsOf(
        database.db,
        sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
      ).catch(() => [])
    }

    await arrived('n0', 'n1', 'n2', 'n3', 'n4', 'n5')
    expect(await letters()).toEqual([])
  })

  test('has its effects once if two read at the same time', async () => {
    start([noting('note')])
    start([noting('note')])
    const handles: string[] = []
    for (let number = 0; number < 40; number++) {
      handles.push(`n${number}`)
      await append(...named(`n${number}`))
    }

    await arrived(...handles)
    expect(await announced()).toEqual(handles)
    expect(await letters()).toEqual([])
  })

  test('replays what was put aside, once, and keeps what fails again', async () => {
    let isMended = false
    const handler = noting('note', (event) =>
      handleOf(event) === 'worse' || (handleOf(event) === 'bad' && !isMended) ? new Error('no') : null,
    )
    await append(...named('bad', 'worse', 'c'))
    start([handler])
    await arrived('c')
    isMended = true
    const replays = await Promise.all([1, 2].map(() => replayDeadLetters([handler], database.db, database.work)))

    expect(await effects()).toEqual(['c', 'bad'])
    expect((await letters()).map((letter) => letter.handle)).toEqual(['worse'])
    expect(replays.flat().filter((one) => one.error !== null)).toMatchObject([
      { error: 'Error: no' },
      { error: 'Error: no' },
    ])
  })

  test('stops at once, also while it waits to try again', async () => {
    const failed = Promise.withResolvers<void>()
    await append(...named('bad'))
    start([
      noting('note', () => {
        failed.resolve()
        return new Error('never')
      }),
    ])
    await failed.promise
    const beganMs = performance.now()
    stopping.abort()
    await Promise.all(running)

    expect(performance.now() - beganMs).toBeLessThan(1_000)
  })
})

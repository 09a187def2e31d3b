import { setTimeout as wait } from 'node:timers/promises'
import type { DomainEvent } from '@varal/schema/events/events'
import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { handleOf, openBus, openDatabase, registered, type TestBus, type TestDatabase } from '../../testing/parts.ts'
import { eventually } from '../../testing/world/eventually.ts'
import type { EventBus } from '../bus/bus.ts'
import { rowsOf } from '../db.ts'
import { lead } from '../events/lead.ts'
import { createLog } from '../log.ts'
import { relay } from './relay.ts'

const log = createLog('silent')

describe('the relay', () => {
  let database: TestDatabase
  let given: TestBus
  let stopping: AbortController
  const running: Promise<void>[] = []

  beforeAll(async () => {
    database = await openDatabase({ poolMax: 24 })
  })
  afterAll(() => database?.[Symbol.asyncDispose]())
  beforeEach(async () => {
    given = await openBus()
    await database.db.execute(sql`truncate outbox, event_cursors`)
    stopping = new AbortController()
  })
  afterEach(async () => {
    stopping.abort()
    await Promise.all(running.splice(0))
    await given[Symbol.asyncDispose]()
  })

  /** One process that would relay. */
  function start(signal = stopping.signal, bus: EventBus = given.bus): void {
    running.push(lead(database.url, log, signal, (leadership) => relay('users', bus, leadership, log)))
  }

  const announce = (handle: string) =>
    database.work(async (work) => work.announce('users.account.registered', registered(handle).data))

  const isEverythingPublished = async () => {
    const [row] = await rowsOf<{ waiting: string }>(
      database.db,
      sql`select count(*) as waiting from outbox where published_at is null`,
    )
    return Number(row?.waiting) === 0
  }
  const published = () => eventually('everything is published', isEverythingPublished)

  /** What the stream holds. */
  async function streamed(): Promise<DomainEvent[]> {
    const stream = await given.bus.stream('users')
    const events: DomainEvent[] = []
    if (stream.lastSeq === 0) return events
    const reading = new AbortController()
    for await (const batch of given.bus.read('users', { ...stream, lastSeq: 0 }, reading.signal)) {
      events.push(...batch.map((one) => one.event))
      if ((batch.at(-1)?.seq ?? 0) >= stream.lastSeq) reading.abort()
    }
    return events
  }
  const handles = async () => (await streamed()).map(handleOf)

  test('publishes what was announced, once and in order, with its id, moment and data', async () => {
    start()
    for (const handle of ['a', 'b', 'c']) await announce(handle)
    await published()

    const rows = await rowsOf(database.db, sql`select event_id, name, data, at from outbox order by id`)
    expect(await streamed()).toEqual(
      rows.map(({ event_id, name, data, at }) => ({
        id: event_id,
        name,
        data,
        at: new Date(String(at)).toISOString(),
      })),
    )
  })

  test('loses nothing of twenty writers and keeps the order of each, also beside a transaction that stays open', async () => {
    start()
    const release = Promise.withResolvers<void>()
    const open = database.work(async (work) => {
      work.announce('users.account.registered', registered('long').data)
      // Its number in the outbox is taken, and stays invisible.
      await work.db.execute(sql`select nextval(pg_get_serial_sequence('outbox', 'id'))`)
      await release.promise
    })
    await database.db.execute(sql`create table counters (name text primary key, value int not null)`)
    await database.db.execute(sql`insert into counters select 'c' || n, 0 from generate_series(0, 4) as n`)
    const writer = async (number: number) => {
      for (let round = 0; round < 15; round++) {
        await wait(Math.random() * 15)
        await database.work(async (work) => {
          const name = `c${(number + round) % 5}`
          const [row] = await rowsOf<{ value: number }>(
            work.db,
            sql`update counters set value = value + 1 where name = ${name} returning value`,
          )
          await wait(Math.random() * 3)
          work.announce('users.account.registered', registered(`${name}:${row?.value}`).data)
        })
      }
    }
    await Promise.all(Array.from({ length: 20 }, (_, number) => writer(number)))
    await published()
    const before = await handles()
    release.resolve()
    await open
    await eventually('the long one is published', async () => (await handles()).includes('long'))

    expect(before).toHaveLength(300)
    for (let counter = 0; counter < 5; counter++) {
      const values = before
        .filter((handle) => handle.startsWith(`c${counter}:`))
        .map((handle) => Number(handle.slice(3)))
      expect(values).toEqual(Array.from({ length: 60 }, (_, index) => index + 1))
    }
  })

  test('has one leader, and another takes over when its connection is cut', async () => {
    start()
    start()
    await announce('before')
    await published()
    const leaders = () =>
      rowsOf<{ pid: number }>(
        database.db,
        sql`select pid from pg_locks where locktype = 'advisory' and granted and
        database = (select oid from pg_database where datname = current_database())`,
      )
    const [leader, ...others] = await leaders()
    expect(others).toEqual([])

    await database.db.execute(sql`select pg_terminate_backend(${leader?.pid})`)
    const beganMs = performance.now()
    await announce('after')
    await published()

    expect(performance.now() - beganMs).toBeLessThan(4_000)
    expect(await handles()).toEqual(['before', 'after'])
    expect(await leaders()).toHaveLength(1)
  })

  test('publishes nothing twice if it was cut off before it could note what it had published', async () => {
    const first = new AbortController()
    const cutOff: EventBus = {
      ...given.bus,
      async append(...given_) {
        await given.bus.append(...given_)
        first.abort()
        return new Promise(() => {})
      },
    }
    for (let number = 0; number < 30; number++) await announce(`n${number}`)
    start(first.signal, cutOff)
    await running[0]
    expect(await isEverythingPublished()).toBe(false)
    await announce('later')
    start()
    await published()

    expect(await handles()).toEqual([...Array.from({ length: 30 }, (_, number) => `n${number}`), 'later'])
  })

  test('gives a stream that was deleted a new life, with everything that the outbox has', async () => {
    start()
    for (const handle of ['a', 'b', 'c']) await announce(handle)
    await published()
    const old = await given.bus.stream('users')
    await given.deleteStream('users')
    await eventually('it is noticed', async () => (await given.bus.stream('users')).lastSeq === 3)
    await announce('d')
    await published()

    expect((await given.bus.stream('users')).epoch).not.toBe(old.epoch)
    expect(await handles()).toEqual(['a', 'b', 'c', 'd'])
  })

  test('gives a stream that lost its end a new life, also while nobody relayed', async () => {
    const first = new AbortController()
    start(first.signal)
    for (const handle of ['a', 'b', 'c', 'd']) await announce(handle)
    await published()
    first.abort()
    await Promise.all(running.splice(0))
    const events = await streamed()
    await given.bus.renew('users')
    // A power cut leaves the beginning of a stream, under its old name.
    await given.bus.append('users', events.slice(0, 2), 0)
    const damaged = await given.bus.stream('users')
    start()
    await eventually('it is noticed', async () => (await given.bus.stream('users')).lastSeq === 4)

    expect((await given.bus.stream('users')).epoch).not.toBe(damaged.epoch)
    expect(await handles()).toEqual(['a', 'b', 'c', 'd'])
  })

  test('notices within a few seconds that the end of its stream is lost in the same life', async () => {
    // The stream forgets its last two for the relay only: JetStream itself cannot be made to.
    let isDamaged = false
    const renewed: string[] = []
    const bus: EventBus = {
      ...given.bus,
      async stream(owner) {
        const stream = await given.bus.stream(owner)
        return isDamaged ? { ...stream, lastSeq: stream.lastSeq - 2 } : stream
      },
      async renew(owner) {
        isDamaged = false
        const stream = await given.bus.renew(owner)
        renewed.push(stream.epoch)
        return stream
      },
    }
    start(stopping.signal, bus)
    for (const handle of ['a', 'b', 'c', 'd']) await announce(handle)
    await published()
    isDamaged = true
    await eventually('it has begun anew', async () => renewed.length > 0 && (await handles()).length === 4, 5_000)

    expect(await handles()).toEqual(['a', 'b', 'c', 'd'])
  })

  test('publishes a backlog in order', async () => {
    await database.work(async (work) => {
      for (let number = 0; number < 1_000; number++)
        work.announce('users.account.registered', registered(String(number)).data)
    })
    start()
    await published()

    expect(await handles()).toEqual(Array.from({ length: 1_000 }, (_, number) => String(number)))
  })

  test('stops at once', async () => {
    start()
    await announce('a')
    await published()
    const beganMs = performance.now()
    stopping.abort()
    await Promise.all(running)

    expect(performance.now() - beganMs).toBeLessThan(1_000)
  })
})

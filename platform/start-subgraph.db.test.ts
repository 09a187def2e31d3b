import { setTimeout as wait } from 'node:timers/promises'
import type { EventData } from '@varal/schema/events/events'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databaseUrl, migrationsOf } from '../testing/databases.ts'
import { connectNats, registered } from '../testing/parts.ts'
import { privateServers } from '../testing/private-servers.ts'
import { eventually } from '../testing/world/eventually.ts'
import { jetstreamBus } from './bus/jetstream-bus.ts'
import { memoryCache } from './cache/memory-cache.ts'
import { systemClock } from './clock.ts'
import { sealedCursors } from './cursors.ts'
import { connectDatabase, type Database, rowsOf } from './db.ts'
import { on, perform } from './handlers.ts'
import { natsLive } from './live/nats-live.ts'
import { createLog } from './log.ts'
import { migrateDatabase } from './migrate.ts'
import type { Ports } from './ports.ts'
import { type RunningSubgraph, startSubgraph } from './start-subgraph.ts'
import { defineSubgraph, type Subgraph } from './subgraph.ts'
import { workOn } from './work.ts'

type Servers = Awaited<ReturnType<typeof privateServers>>
const database = (servers: Servers, name: string) => databaseUrl(servers.postgresUrl, `platform_${name}`)

describe('a running subgraph', () => {
  let servers: Servers
  const jobs: string[] = []
  let holdJob: Promise<void> | null = null

  beforeAll(async () => {
    servers = await privateServers()
    for (const name of ['users', 'feed']) await migrateDatabase(database(servers, name), migrationsOf('users'))
  })
  afterAll(() => servers?.[Symbol.asyncDispose]())

  const users: Subgraph = defineSubgraph({ name: 'users', slices: [], loaders: () => ({}), handlers: [] })
  const feed: Subgraph = defineSubgraph({
    name: 'feed',
    slices: [],
    loaders: () => ({}),
    handlers: [
      on('users.account.registered', 'note', async ({ data }, { db }) => {
        await db.execute(sql`insert into effects (handle) values (${data.handle})`)
      }),
      perform(
        'users.account.registered',
        'do',
        async ({ data }) => {
          await holdJob
          jobs.push(data.handle)
        },
        async () => {},
      ),
    ],
  })

  interface World extends AsyncDisposable {
    readonly feedDatabase: Database
    announce(handle: string): Promise<void>
    effects(): Promise<string[]>
    stop(): Promise<number>
  }

  async function start(): Promise<World> {
    const nats = await connectNats(servers.natsUrl)
    const bus = await jetstreamBus(nats, 'test')
    const log = createLog('silent')
    const databases = {
      users: connectDatabase({ url: database(servers, 'users') }),
      feed: connectDatabase({ url: database(servers, 'feed') }),
    }
    await databases.feed.db.execute(
      sql`create table if not exists effects (handle text, at timestamptz default clock_timestamp())`,
    )
    const running: RunningSubgraph[] = []
    for (const subgraph of [users, feed]) {
      const db = databases[subgraph.name as 'users' | 'feed']
      const ports = {
        database: db,
        bus,
        live: natsLive(nats, `test.live.${subgraph.name}`),
        cache: memoryCache(systemClock),
        cursors: sealedCursors('x'.repeat(32)),
        clock: systemClock,
        log,
      } as unknown as Ports
      running.push(await startSubgraph(subgraph, ports, { serves: true, jobSlots: 1 }))
    }
    const work = workOn({ db: databases.users.db, clock: systemClock, live: natsLive(nats, 'nobody') })
    let stopped: Promise<number> | undefined
    const stop = () => {
      stopped ??= stopAll()
      return stopped
    }
    const stopAll = async () => {
      const beganMs = performance.now()
      await Promise.all(running.map((one) => one[Symbol.asyncDispose]()))
      const tookMs = performance.now() - beganMs
      await nats.close()
      await Promise.all(Object.values(databases).map((one) => one[Symbol.asyncDispose]()))
      return tookMs
    }
    return {
      feedDatabase: databases.feed,
      announce: (handle) =>
        work(async (unit) =>
          unit.announce('users.account.registered', registered(handle).data as EventData<'users.account.registered'>),
        ),
      effects: async () =>
        (await rowsOf<{ handle: string }>(databases.feed.db, sql`select handle from effects order by at`)).map(
          (row) => row.handle,
        ),
      stop,
      [Symbol.asyncDispose]: async () => void (await stop()),
    }
  }
  const arrives = (world: World, handle: string, withinMs = 10_000) =>
    eventually(`${handle} arrives`, async () => (await world.effects()).includes(handle), withinMs)

  test('hears what others announce, does its jobs, and stops within a second', async () => {
    await using world = await start()
    await world.announce('first')
    await arrives(world, 'first')
    await eventually('the job is done', () => jobs.includes('first'))

    expect(await world.stop()).toBeLessThan(1_000)
  })

  test('stops when a job that has begun is done', async () => {
    await using world = await start()
    const job = Promise.withResolvers<void>()
    holdJob = job.promise
    await world.announce('held')
    await arrives(world, 'held')
    await wait(300)
    const stopping = world.stop()
    await wait(300)
    expect(jobs).not.toContain('held')
    job.resolve()
    holdJob = null
    await stopping

    expect(jobs).toContain('held')
  })

  test('goes on when NATS was killed and is back, and loses nothing that was announced meanwhile', async () => {
    await using world = await start()
    await world.announce('before-nats')
    await arrives(world, 'before-nats')
    const nats = servers.private.get('nats')
    await nats?.kill('SIGKILL')
    for (let number = 0; number < 5; number++) await world.announce(`without-nats-${number}`)
    await wait(500)
    await nats?.restart()
    const beganMs = performance.now()
    await arrives(world, 'without-nats-4')
    const tookMs = performance.now() - beganMs

    expect((await world.effects()).filter((handle) => handle.startsWith('without-nats'))).toEqual(
      Array.from({ length: 5 }, (_, number) => `without-nats-${number}`),
    )
    expect(tookMs).toBeLessThan(15_000)
  })

  test('goes on when Postgres was killed and is back', async () => {
    await using world = await start()
    await world.announce('before-postgres')
    await arrives(world, 'before-postgres')
    const postgres = servers.private.get('postgres')
    await postgres?.kill('SIGKILL')
    await expect(world.announce('lost')).rejects.toThrow()
    await postgres?.restart()
    const beganMs = performance.now()
    await eventually('it can announce', async () => {
      await world.announce('after-postgres')
      return true
    })
    await arrives(world, 'after-postgres')

    expect(await world.effects()).not.toContain('lost')
    expect(performance.now() - beganMs).toBeLessThan(15_000)
  })

  for (const server of ['nats', 'postgres'] as const) {
    test(`stops within two seconds while ${server} is down`, async () => {
      const world = await start()
      await servers.private.get(server)?.kill('SIGKILL')
      await wait(700)
      const tookMs = await world.stop()
      await servers.private.get(server)?.restart()

      expect(tookMs).toBeLessThan(2_000)
    })
  }
})

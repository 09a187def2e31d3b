import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Redis } from 'ioredis'
import { connect as connectNats } from 'nats'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isRunning, startOf } from '../process-identity.mjs'
import { stopLeftovers } from './leftovers.ts'
import { type Servers, startServers } from './start-servers.ts'

const TEST_MS = 120_000
const parent = mkdtempSync(path.join(tmpdir(), 'varal-servers-'))
const deaths: string[] = []
const reports: string[] = []

afterAll(() => rmSync(parent, { recursive: true, force: true }))

describe('private servers', { timeout: TEST_MS }, () => {
  const dir = path.join(parent, 'varal ünïcode dir')
  let servers: Servers
  beforeAll(async () => {
    servers = await start(dir)
  }, TEST_MS)
  afterAll(() => servers?.[Symbol.asyncDispose]())

  test('answer, each in its own language', async () => {
    expect(await askPostgres(servers, 'show max_connections')).toEqual([{ max_connections: '300' }])
    expect(await withRedis(servers, (redis) => redis.set('greeting', 'hello'))).toBe('OK')
    expect(await withNats(servers, async (nats) => (await nats.jetstreamManager()).getAccountInfo())).toMatchObject({
      streams: 0,
    })
  })

  test('want a password', async () => {
    const withoutPassword = (url: string) => url.replace(/:[^:@/]+@/, ':wrong@')

    await expect(askPostgres({ postgresUrl: withoutPassword(servers.postgresUrl) }, 'select 1')).rejects.toThrow(
      'password',
    )
    await expect(withNats({ natsUrl: withoutPassword(servers.natsUrl) }, async () => {})).rejects.toThrow(
      'Authorization',
    )
    expect(statSync(path.join(dir, 'data', 'secrets.json')).mode & 0o777).toBe(0o600)
  })

  test('listen between 20000 and 31999', () => {
    for (const url of [servers.postgresUrl, servers.redisUrl, servers.natsUrl]) {
      expect(Number(new URL(url).port)).toSatisfy((port: number) => port >= 20_000 && port <= 31_999)
    }
  })

  test('know lower and upper case of all letters', async () => {
    expect(await askPostgres(servers, `select lower('ÀÉÎ') as lower`)).toEqual([{ lower: 'àéî' }])
  })

  test('refuse a second launcher, and say which one runs', async () => {
    await expect(start(dir)).rejects.toMatchObject({
      name: 'SetupError',
      message: expect.stringContaining(`process ${process.pid}`),
    })
  })

  test('keep what they acknowledged through kill -9 and restart, on the same port', async () => {
    await askPostgres(servers, 'create table kept (word text)')
    await withNats(servers, async (nats) => {
      await (await nats.jetstreamManager()).streams.add({ name: 'kept', subjects: ['kept.>'] })
    })

    await askPostgres(servers, `insert into kept values ('postgres')`)
    await killAndRestart(servers, 'postgres')
    await withNats(servers, (nats) => nats.jetstream().publish('kept.word', 'nats'))
    await killAndRestart(servers, 'nats')
    await withRedis(servers, (redis) => redis.set('kept', 'redis'))
    await killAndRestart(servers, 'redis')

    expect(await askPostgres(servers, 'select word from kept')).toEqual([{ word: 'postgres' }])
    const message = await withNats(servers, async (nats) =>
      (await nats.jetstreamManager()).streams.getMessage('kept', { seq: 1 }),
    )
    expect(message.string()).toBe('nats')
    expect(await withRedis(servers, (redis) => redis.get('kept'))).toBe('redis')
    expect(deaths).toEqual([])
  })

  test('tell when one dies by itself', async () => {
    const redis = servers.private.get('redis')
    process.kill(redis?.pid ?? 0, 'SIGKILL')
    await expect.poll(() => deaths).toEqual([`redis ${path.join(dir, 'logs', 'redis.log')}`])
    await redis?.restart()
  })

  test('end with their launcher, and start again with their data and ports', async () => {
    const before = servers.postgresUrl
    const processes = [...servers.private.values()].map(({ pid }) => ({ pid, started: startOf(pid) }))
    await servers[Symbol.asyncDispose]()
    expect(processes.filter(isRunning)).toEqual([])

    servers = await start(dir)

    expect(servers.postgresUrl).toBe(before)
    expect(await askPostgres(servers, 'select word from kept')).toEqual([{ word: 'postgres' }])
  })
})

describe('a launcher that was killed', { timeout: TEST_MS }, () => {
  test('leaves nothing that the next one does not clean up', async () => {
    const dir = path.join(parent, 'killed')
    const launcher = await launchElsewhere(dir)
    // Stopped, it cannot follow its launcher into the grave.
    process.kill(launcher.pids.redis, 'SIGSTOP')
    await launcher.kill()
    reports.length = 0

    const servers = await start(dir)
    await using _ = servers

    expect(reports).toContainEqual(expect.stringContaining(`stopping Redis (process ${launcher.pids.redis})`))
    expect(startOf(launcher.pids.redis)).toBeNull()
    expect(await withRedis(servers, (redis) => redis.ping())).toBe('PONG')
    expect(await askPostgres(servers, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  test('does not make the next one end a stranger who has the same process number', async () => {
    const run = path.join(parent, 'stranger')
    mkdirSync(run)
    const stranger = spawn('sleep', ['60'], { stdio: 'ignore' })
    const record = path.join(run, 'nats.process.json')
    writeFileSync(
      record,
      JSON.stringify({ name: 'nats', pid: stranger.pid, stopSignal: 'SIGTERM', started: 'long ago' }),
    )

    await stopLeftovers(run, () => {})

    expect(startOf(stranger.pid ?? 0)).not.toBeNull()
    expect(existsSync(record)).toBe(false)
    stranger.kill()
  })
})

describe('startServers', { timeout: TEST_MS }, () => {
  test('starts none whose URL is given', async () => {
    const given = {
      postgresUrl: 'postgres://db.example/postgres',
      redisUrl: 'redis://r.example',
      natsUrl: 'nats://n.example',
    }
    const servers = await start(path.join(parent, 'given'), given)
    await using _ = servers

    expect(servers).toMatchObject(given)
    expect(servers.private.size).toBe(0)
  })

  test('says what to do with data of another Postgres version, stops what it started, and frees the folder', async () => {
    const dir = path.join(parent, 'older')
    mkdirSync(path.join(dir, 'data', 'postgres'), { recursive: true })
    writeFileSync(path.join(dir, 'data', 'postgres', 'PG_VERSION'), '9\n')

    for (const _ of ['once', 'again']) {
      const refusal = { name: 'SetupError', message: expect.stringContaining('was made by PostgreSQL 9') }
      await expect(start(dir)).rejects.toMatchObject(refusal)
    }
    expect(existsSync(path.join(dir, 'run', 'redis.process.json'))).toBe(false)
    expect(existsSync(path.join(dir, 'run', 'nats.process.json'))).toBe(false)
  })

  test('ends at once when told to, with everything that it had started', async () => {
    const dir = path.join(parent, 'aborted')
    const stop = new AbortController()
    const starting = startServers({ ...quietly(dir), report: () => stop.abort(), signal: stop.signal })

    await expect(starting).rejects.toThrow('aborted')
    expect(existsSync(path.join(dir, 'run', 'launcher.lock'))).toBe(false)
  })
})

function start(dir: string, given = {}): Promise<Servers> {
  return startServers({ ...quietly(dir), given })
}

function quietly(dir: string) {
  return {
    dir,
    given: {},
    durable: false,
    report: (line: string) => reports.push(line),
    onDeath: (name: string, logFile: string) => deaths.push(`${name} ${logFile}`),
  }
}

async function killAndRestart(servers: Servers, name: 'postgres' | 'redis' | 'nats'): Promise<void> {
  const server = servers.private.get(name)
  const before = server?.pid
  await server?.kill('SIGKILL')
  await server?.restart()
  expect(server?.pid).not.toBe(before)
}

async function askPostgres(servers: Pick<Servers, 'postgresUrl'>, statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: servers.postgresUrl })
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}

async function withRedis<T>(servers: Servers, use: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(servers.redisUrl)
  try {
    return await use(redis)
  } finally {
    redis.disconnect()
  }
}

type NatsConnection = Awaited<ReturnType<typeof connectNats>>

async function withNats<T>(servers: Pick<Servers, 'natsUrl'>, use: (nats: NatsConnection) => Promise<T>): Promise<T> {
  const { host, username, password } = new URL(servers.natsUrl)
  const nats = await connectNats({ servers: host, user: username, pass: password })
  try {
    return await use(nats)
  } finally {
    await nats.close()
  }
}

/** A launcher in a process of its own, so that it can be killed. */
async function launchElsewhere(dir: string) {
  const script = `
    const { startServers } = await import(${JSON.stringify(path.join(import.meta.dirname, 'start-servers.ts'))})
    const servers = await startServers({ dir: process.argv[1], given: {}, durable: false, report() {}, onDeath() {} })
    console.log(JSON.stringify(Object.fromEntries([...servers.private].map(([name, { pid }]) => [name, pid]))))
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const line = await new Promise<string>((resolve) => child.stdout.setEncoding('utf8').once('data', resolve))
  const pids: { postgres: number; redis: number; nats: number } = JSON.parse(line)
  const ended = new Promise((resolve) => child.once('exit', resolve))
  return {
    pids,
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}

import { mkdirSync, realpathSync } from 'node:fs'
import path from 'node:path'
import { type Lock, tryLock } from '../lock-file.mjs'
import { type Binaries, findBinaries } from './find-binaries.ts'
import { stopLeftovers } from './leftovers.ts'
import { nats } from './nats.ts'
import { isPortFree, portFor } from './ports.ts'
import { postgres } from './postgres.ts'
import { redis } from './redis.ts'
import { type Folders, SERVER_NAMES, SERVER_TITLES, type ServerDefinition, type ServerName } from './server.ts'
import { ServerDidNotStart, ServerProcess } from './server-process.ts'
import { SetupError } from './setup-error.ts'

export interface Servers extends AsyncDisposable {
  /** Superuser, database "postgres": callers replace the database's name. */
  readonly postgresUrl: string
  readonly redisUrl: string
  /** With user and password, which the NATS client does not read from a URL: callers take them out. */
  readonly natsUrl: string
  /** Those that were started here. */
  readonly private: ReadonlyMap<ServerName, PrivateServer>
}

export interface PrivateServer {
  readonly pid: number
  /** With a signal that ends it; resolves when it has ended. Nobody is told that it died. */
  kill(signal: NodeJS.Signals): Promise<void>
  /** On the same port, with the same data; resolves when it answers. */
  restart(): Promise<void>
}

export interface StartServersOptions {
  /** Holds data/, logs/ and run/. One launcher at a time. */
  readonly dir: string
  /** From the environment: these are not started. An empty text counts as not given. */
  readonly given: {
    readonly postgresUrl?: string | undefined
    readonly redisUrl?: string | undefined
    readonly natsUrl?: string | undefined
  }
  /** Progress: what is done, and what is waited for. */
  readonly report: (line: string) => void
  /** A server ended by itself. */
  readonly onDeath: (name: ServerName, logFile: string) => void
  /** False, for tests: a power cut may lose data, kill -9 still does not. */
  readonly durable?: boolean
  /** Ends a start under way, with everything that it had started. */
  readonly signal?: AbortSignal
}

const STILL_WAITING_EVERY_MS = 5_000
const PORTS_TRIED_MAX = 5

/** Starts private Postgres, Redis and NATS, all three at once. Throws a SetupError when a person has to do something first. */
export async function startServers(options: StartServersOptions): Promise<Servers> {
  const { postgresUrl, redisUrl, natsUrl } = options.given
  if (postgresUrl && redisUrl && natsUrl) return onlyGiven({ postgresUrl, redisUrl, natsUrl })
  const folders = makeFolders(options.dir)
  const lock = lockFolder(folders)
  const running = new Map<ServerName, ServerProcess>()
  const stopping = new AbortController()
  const stop = async () => {
    stopping.abort()
    await Promise.all([...running.values()].map((server) => server.close()))
    lock.release()
  }
  try {
    return await untilAborted(options.signal, startMissing(options, folders, running, stopping.signal, stop))
  } catch (error) {
    await stop()
    throw error instanceof ServerDidNotStart ? new SetupError(error.message) : error
  }
}

/** Nothing runs on the folder then, so others may use it. */
const onlyGiven = (urls: Pick<Servers, 'postgresUrl' | 'redisUrl' | 'natsUrl'>): Servers => ({
  ...urls,
  private: new Map(),
  [Symbol.asyncDispose]: async () => {},
})

async function startMissing(
  options: StartServersOptions,
  folders: Folders,
  running: Map<ServerName, ServerProcess>,
  signal: AbortSignal,
  stop: () => Promise<void>,
): Promise<Servers> {
  const { given, report } = options
  await stopLeftovers(folders.run, report)
  const givenUrls = { postgres: given.postgresUrl, redis: given.redisUrl, nats: given.natsUrl }
  const wanted = SERVER_NAMES.filter((name) => !givenUrls[name])
  const binaries = await findBinaries(wanted, { report, logFolder: folders.logs })

  const waitedFor = new Set(wanted)
  const stillWaiting = setInterval(() => {
    report(`still waiting for ${[...waitedFor].map((name) => SERVER_TITLES[name]).join(', ')}`)
  }, STILL_WAITING_EVERY_MS)
  const startOne = async (name: ServerName): Promise<[ServerName, string]> => {
    const startedMs = Date.now()
    const definition = await define(name, binaries, folders, options, signal)
    signal.throwIfAborted()
    const server = new ServerProcess(definition, folders, () => options.onDeath(name, server.logFile))
    running.set(name, server)
    const port = await startOnFreePort(server, folders.root)
    waitedFor.delete(name)
    report(`${SERVER_TITLES[name]} is ready on port ${port} (${Date.now() - startedMs} ms)`)
    return [name, definition.url(port)]
  }
  try {
    const started = Object.fromEntries(await Promise.all(wanted.map(startOne)))
    const urlOf = (name: ServerName): string => started[name] ?? givenUrls[name] ?? ''
    return {
      postgresUrl: urlOf('postgres'),
      redisUrl: urlOf('redis'),
      natsUrl: urlOf('nats'),
      private: running,
      [Symbol.asyncDispose]: stop,
    }
  } finally {
    clearInterval(stillWaiting)
  }
}

async function define(
  name: ServerName,
  found: Binaries,
  folders: Folders,
  options: StartServersOptions,
  signal: AbortSignal,
): Promise<ServerDefinition> {
  const { report, durable = true } = options
  if (name === 'postgres') return postgres({ folders, installations: found.postgres, durable, report, signal })
  if (name === 'redis') return redis({ folders, program: found.redis ?? 'redis-server', durable })
  return nats({ folders, program: found.nats ?? 'nats-server', durable, report })
}

/** Another program may take the port between the look and the start; then the next one is tried. */
async function startOnFreePort(server: ServerProcess, dir: string): Promise<number> {
  for (let tried = 1; ; tried++) {
    const port = await portFor(dir, server.definition.name)
    try {
      await server.start(port)
      return port
    } catch (error) {
      const isLost = error instanceof ServerDidNotStart && !(await isPortFree(port))
      if (!isLost || tried === PORTS_TRIED_MAX) throw error
    }
  }
}

function makeFolders(dir: string): Folders {
  mkdirSync(dir, { recursive: true })
  // Real: what is derived from the path must not depend on the link by which somebody came.
  const root = realpathSync(dir)
  const folders = { root, data: path.join(root, 'data'), logs: path.join(root, 'logs'), run: path.join(root, 'run') }
  for (const folder of [folders.data, folders.logs, folders.run]) mkdirSync(folder, { recursive: true })
  return folders
}

function lockFolder(folders: Folders): Lock {
  const attempt = tryLock(path.join(folders.run, 'launcher.lock'))
  if (attempt.holder === undefined) return attempt
  const { pid, since } = attempt.holder
  throw new SetupError(
    `Varal already runs on ${folders.root}: process ${pid}, since ${new Date(since).toLocaleString('sv')}.\n` +
      `Stop it there with Ctrl-C, or from here with: kill ${pid}`,
  )
}

async function untilAborted<T>(signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  if (signal === undefined) return work
  signal.throwIfAborted()
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort)
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

import { existsSync } from 'node:fs'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type Config, readConfig } from '@varal/platform/config'
import type { OpenOptions } from './open-ports.ts'
import { installFfmpeg } from './servers/find-ffmpeg.ts'
import { portFor } from './servers/ports.ts'
import { secretFor } from './servers/secrets.ts'
import { type Servers, startServers } from './servers/start-servers.ts'
import { newSigningKey } from './signing-key.ts'

/** Long enough to find and spawn three servers. */
const SERVERS_FIRST_MS = 150

export interface LocalOptions extends Pick<OpenOptions, 'onStatement'> {
  /** Holds data, logs and secrets. One Varal at a time. */
  readonly dir: string
  /** What is set there wins over what would be made up here. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly report: (line: string) => void
  readonly onDeath: (server: string, logFile: string) => void
  readonly signal?: AbortSignal
}

export interface Local extends AsyncDisposable {
  readonly config: Config
  readonly gatewayUrl: string
  readonly servers: Servers
}

/** The laptop's shape: private servers as far as none are given, then everything in this process. */
export async function startLocal({ dir, env, report, onDeath, signal, onStatement }: LocalOptions): Promise<Local> {
  await using stack = new AsyncDisposableStack()
  const given = { postgresUrl: env['POSTGRES_URL'], redisUrl: env['REDIS_URL'], natsUrl: env['NATS_URL'] }
  const installing = installFfmpeg(env['FFMPEG_PATH'] || undefined, { report, logFolder: path.join(dir, 'logs') })
  const starting = startServers({ dir, given, report, onDeath, ...(signal ? { signal } : {}) })
  starting.catch(() => {})
  // The code is loaded while the servers start. It keeps this thread busy, so they are given theirs first.
  await setTimeout(SERVERS_FIRST_MS)
  const code = Promise.all([import('./all-in-one.ts'), import('./migrate.ts')])
  code.catch(() => {})
  const servers = stack.use(await starting)
  await installing

  const config = readConfig({ ...(await madeUp(dir, servers, env)), ...withoutEmpty(env) })
  const [{ startAllInOne }, { migrateAll }] = await code
  report('waiting for the databases to be migrated')
  await migrateAll(config)
  report('waiting for the subgraphs and the gateway')
  const varal = stack.use(await startAllInOne(config, onStatement ? { onStatement } : {}))

  const owned = stack.move()
  return { config, servers, gatewayUrl: varal.gateway.url, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

async function madeUp(dir: string, servers: Servers, env: LocalOptions['env']): Promise<Record<string, string>> {
  const data = path.join(dir, 'data')
  const gatewayPort = env['GATEWAY_PORT'] || String(await portFor(dir, 'gateway'))
  const secret = (name: string) => secretFor(data, name)
  return {
    POSTGRES_URL: servers.postgresUrl,
    REDIS_URL: servers.redisUrl,
    NATS_URL: servers.natsUrl,
    GATEWAY_PORT: gatewayPort,
    // Mails lead to the web client that this very gateway serves.
    WEB_URL: `${(env['PUBLIC_URL'] || `http://127.0.0.1:${gatewayPort}`).replace(/\/+$/, '')}/app`,
    INTERNAL_PORT: String(await portFor(dir, 'internal')),
    OBJECTS_PORT: String(await portFor(dir, 'objects')),
    OBJECTS_DIR: path.join(data, 'objects'),
    OBJECTS_SECRET_KEY: secret('objects'),
    CURSOR_SECRET: secret('cursors'),
    INTERNAL_SECRET: secret('internal'),
    STORED_SECRETS_KEY: secret('stored-secrets'),
    MAIL_DIR: path.join(dir, 'mail'),
    ACCESS_TOKEN_KEY: secretFor(data, 'access-tokens', newSigningKey),
    // Whoever tries it out, fills it or measures it is one address, and all of its people.
    BUDGET_FACTOR: '1000',
    LOG_FILE: path.join(dir, 'logs', 'varal.log'),
  }
}

const withoutEmpty = (env: Readonly<Record<string, string | undefined>>) =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))

/** Reads `.env` beside the package, if there is one; what the environment already says wins. */
export function loadEnvFile(root: string): void {
  const file = path.join(root, '.env')
  if (existsSync(file)) process.loadEnvFile(file)
}

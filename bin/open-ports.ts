import { acceptedMs, edDsaAccessTokens } from '@varal/platform/access-tokens'
import { jetstreamBus } from '@varal/platform/bus/jetstream-bus'
import { redisCache } from '@varal/platform/cache/redis-cache'
import { systemClock } from '@varal/platform/clock'
import type { Config } from '@varal/platform/config'
import { sealedCursors } from '@varal/platform/cursors'
import { connectDatabase } from '@varal/platform/db'
import { natsLive } from '@varal/platform/live/nats-live'
import { createLog, type Logger } from '@varal/platform/log'
import { filesObjects } from '@varal/platform/objects/files-objects'
import type { Ports } from '@varal/platform/ports'
import { revokedSessions } from '@varal/platform/revoked-sessions'
import type { SubgraphName } from '@varal/schema/subgraph-names'
import { connect } from 'nats'

/** What a process has once, whatever it runs. */
export interface SharedPorts {
  readonly config: Config
  readonly log: Logger
  readonly accessTokens: Ports['accessTokens']
  readonly cache: Ports['cache']
  /** The ports of one subgraph, with a database of its own. */
  portsOf(name: SubgraphName): Promise<Ports>
}

export interface OpenOptions {
  /** Whether this process serves the embedded object store; others of the system read and write its folder. */
  readonly servesObjects: boolean
  readonly onStatement?: (subgraph: SubgraphName, text: string) => void
}

export const databaseOf = (config: Config, name: SubgraphName) => {
  const url = new URL(config.POSTGRES_URL)
  url.pathname = `/${config.NAMESPACE}_${name}`
  return url.href
}

/** Connects to the servers that the configuration names. Everything is closed with `stack`, last opened first. */
export async function openPorts(
  config: Config,
  stack: AsyncDisposableStack,
  options: OpenOptions,
): Promise<SharedPorts> {
  const clock = systemClock
  const log = createLog(config.LOG_LEVEL, config.LOG_FILE)
  const cursors = sealedCursors(config.CURSOR_SECRET)
  const cache = stack.use(redisCache(config.REDIS_URL, config.NAMESPACE))
  const { ACCESS_TOKEN_KEY: key, ACCESS_TOKEN_OTHER_KEY: otherKey, ACCESS_TOKEN_TTL_S: ttlS } = config
  const revoked = stack.use(await revokedSessions({ cache, log, keepMs: acceptedMs(ttlS) }))
  const accessTokens = await edDsaAccessTokens({ key, otherKey, ttlS, clock, revoked })
  const nats = await connectNats(config.NATS_URL)
  stack.defer(() => nats.close())
  const bus = stack.use(await jetstreamBus(nats, config.NAMESPACE))
  const objects = stack.use(
    await filesObjects({
      dir: config.OBJECTS_DIR,
      host: config.HOST,
      port: config.OBJECTS_PORT,
      accessKey: config.OBJECTS_ACCESS_KEY,
      secretKey: config.OBJECTS_SECRET_KEY,
      serve: options.servesObjects,
      clock,
      log,
      ...(config.OBJECTS_URL ? { publicBaseUrl: config.OBJECTS_URL } : {}),
    }),
  )

  return {
    config,
    log,
    accessTokens,
    cache,
    async portsOf(name) {
      const { onStatement } = options
      const database = stack.use(
        connectDatabase({
          url: databaseOf(config, name),
          poolMax: config.POOL_MAX,
          ...(onStatement ? { onStatement: (text: string) => onStatement(name, text) } : {}),
        }),
      )
      const live = stack.use(natsLive(nats, `${config.NAMESPACE}.live.${name}`))
      return { database, bus, live, cache, objects, accessTokens, cursors, clock, log }
    },
  }
}

/** Waits for ever for a server that goes away, and for 20 s for one that was never there. */
async function connectNats(url: string) {
  const { host, username, password } = new URL(url)
  return connect({
    servers: host,
    ...(username ? { user: decodeURIComponent(username), pass: decodeURIComponent(password) } : {}),
    name: 'varal',
    maxReconnectAttempts: -1,
    reconnectTimeWait: 200,
    waitOnFirstConnect: false,
    pingInterval: 5_000,
    maxPingOut: 2,
  })
}

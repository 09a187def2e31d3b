import { acceptedMs, edDsaAccessTokens } from '@varal/platform/access-tokens'
import { jetstreamBus } from '@varal/platform/bus/jetstream-bus'
import { redisCache } from '@varal/platform/cache/redis-cache'
import { systemClock } from '@varal/platform/clock'
import type { Config } from '@varal/platform/config'
import { sealedCursors } from '@varal/platform/cursors'
import { connectDatabase } from '@varal/platform/db'
import { natsLive } from '@varal/platform/live/nats-live'
import { createLog, type Logger } from '@varal/platform/log'
import { folderMail } from '@varal/platform/mail/folder-mail'
import { smtpMail } from '@varal/platform/mail/smtp-mail'
import { outside } from '@varal/platform/outbound/outside'
import type { Ports } from '@varal/platform/ports'
import { revokedSessions } from '@varal/platform/revoked-sessions'
import { storedSecrets } from '@varal/platform/stored-secrets'
import type { SubgraphName } from '@varal/schema/subgraph-names'
import { connect } from 'nats'
import { linkSettings } from './link-settings.ts'
import { openObjects } from './open-objects.ts'
import { findFfmpeg } from './servers/find-ffmpeg.ts'

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
  /** Whether this process serves the embedded object store, or uploads by TUS before an S3; others share the store. */
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
  const objects = stack.use(await openObjects(config, { serves: options.servesObjects, clock, log }))

  const { MAIL_URL: mailUrl, MAIL_FROM: from, MAIL_DIR: mailDir } = config
  const mail = stack.use(mailUrl ? smtpMail({ url: mailUrl, from }) : folderMail({ dir: mailDir, from, clock }))
  const settings = {
    minimumAge: config.MINIMUM_AGE,
    erasureGraceS: config.ERASURE_GRACE_S,
    webUrl: config.WEB_URL ?? null,
    media: { unusedAssetS: config.UNUSED_ASSET_TTL_S, coldAfterS: config.COLD_AFTER_S },
    safety: { blurFrom: config.SAFETY_BLUR_FROM, hideFrom: config.SAFETY_HIDE_FROM },
    links: linkSettings(config),
  }
  const secrets = storedSecrets(config.STORED_SECRETS_KEY)

  const outsideWorld = outside(config.OUTSIDE_ALLOW_PRIVATE)
  const ffmpeg = findFfmpeg(config.FFMPEG_PATH)
  if (!ffmpeg) log.warn('videos are off: no ffmpeg with ffprobe beside it was found; FFMPEG_PATH may name it')

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
      return {
        database,
        bus,
        live,
        cache,
        objects,
        ffmpeg,
        outside: outsideWorld,
        mail,
        accessTokens,
        cursors,
        storedSecrets: secrets,
        settings,
        clock,
        log,
      }
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

import { parseArgs } from 'node:util'
import { startGateway } from '@varal/gateway/gateway'
import { acceptedMs, edDsaAccessTokens } from '@varal/platform/access-tokens'
import { redisCache } from '@varal/platform/cache/redis-cache'
import { systemClock } from '@varal/platform/clock'
import { ConfigError, publicUrlOf, readConfig } from '@varal/platform/config'
import { runUntilStopped } from '@varal/platform/lifecycle'
import { httpLink } from '@varal/platform/links/http-link'
import { createLog } from '@varal/platform/log'
import { revokedSessions } from '@varal/platform/revoked-sessions'
import { readContract, readSupergraph } from '@varal/schema/read-supergraph'
import { type SubgraphName, subgraphNames } from '@varal/schema/subgraph-names'
import { firstOperations } from './first-operations.ts'
import { main } from './main.ts'
import { runOpenGateway } from './open-gateway.ts'
import { serveHealth } from './serve-health.ts'
import { signInOptions } from './sign-in-options.ts'
import { traceProcess } from './trace-process.ts'
import { webPages } from './web-pages.ts'

// node bin/gateway.ts: the gateway in a process of its own; SUBGRAPH_URLS says where the subgraphs are.
// node bin/gateway.ts --supergraph FILE [--port N] --open: the same over any supergraph, for everybody.
await main(async () => {
  const { values } = parseArgs({
    options: {
      supergraph: { type: 'string' },
      port: { type: 'string', default: '4000' },
      open: { type: 'boolean', default: false },
      share: { type: 'boolean', default: false },
    },
  })
  if (values.supergraph) {
    if (!values.open) throw new ConfigError('A supergraph of your own is served to everybody: say so with --open.')
    return runOpenGateway({ file: values.supergraph, port: Number(values.port), sharesFlights: values.share })
  }
  const config = readConfig(process.env)
  const missing = subgraphNames.filter((name) => !config.SUBGRAPH_URLS[name])
  if (missing.length > 0) throw new ConfigError(`SUBGRAPH_URLS names no address for ${missing.join(', ')}.`)
  const log = createLog(config.LOG_LEVEL, config.LOG_FILE)
  const clock = systemClock

  await runUntilStopped(async (stack) => {
    stack.use(await traceProcess('gateway', config, log))
    const links = Object.fromEntries(
      subgraphNames.map((name) => [
        name,
        stack.use(httpLink({ name, url: config.SUBGRAPH_URLS[name] ?? '', secret: config.INTERNAL_SECRET, clock })),
      ]),
    ) as Record<SubgraphName, ReturnType<typeof httpLink>>
    const { ACCESS_TOKEN_OTHER_KEY: otherKey, ACCESS_TOKEN_TTL_S: ttlS } = config
    const { d: _private, ...key } = config.ACCESS_TOKEN_KEY
    const cache = stack.use(redisCache(config.REDIS_URL, config.NAMESPACE))
    const revoked = stack.use(await revokedSessions({ cache, log, keepMs: acceptedMs(ttlS) }))
    const accessTokens = await edDsaAccessTokens({ key, otherKey, ttlS, clock, revoked })
    const gateway = stack.use(
      await startGateway({
        links,
        supergraphSdl: readSupergraph(),
        contract: readContract(),
        firstOperations: firstOperations(),
        accessTokens,
        cache,
        operationsMode: config.OPERATIONS_MODE,
        budgets: { secret: config.INTERNAL_SECRET, factor: config.BUDGET_FACTOR },
        signIn: signInOptions(config),
        oauth: { publicUrl: publicUrlOf(config), secret: config.INTERNAL_SECRET },
        sharesFlights: true,
        users: links.users,
        clock,
        log,
        host: config.HOST,
        port: config.GATEWAY_PORT,
        pages: webPages(),
      }),
    )
    const health = stack.use(await serveHealth(config.HOST, config.INTERNAL_PORT))
    log.info({ url: gateway.url, health: health.url }, 'serving')
  }, log)
})

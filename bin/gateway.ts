import { startGateway } from '@varal/gateway/gateway'
import { edDsaAccessTokens } from '@varal/platform/access-tokens'
import { systemClock } from '@varal/platform/clock'
import { ConfigError, readConfig } from '@varal/platform/config'
import { runUntilStopped } from '@varal/platform/lifecycle'
import { httpLink } from '@varal/platform/links/http-link'
import { createLog } from '@varal/platform/log'
import { readSupergraph } from '@varal/schema/read-supergraph'
import { type SubgraphName, subgraphNames } from '@varal/schema/subgraph-names'
import { main } from './main.ts'
import { serveHealth } from './serve-health.ts'
import { webPages } from './web-pages.ts'

// node bin/gateway.ts: the gateway in a process of its own; SUBGRAPH_URLS says where the subgraphs are.
await main(async () => {
  const config = readConfig(process.env)
  const missing = subgraphNames.filter((name) => !config.SUBGRAPH_URLS[name])
  if (missing.length > 0) throw new ConfigError(`SUBGRAPH_URLS names no address for ${missing.join(', ')}.`)
  const log = createLog(config.LOG_LEVEL, config.LOG_FILE)
  const clock = systemClock

  await runUntilStopped(async (stack) => {
    const links = Object.fromEntries(
      subgraphNames.map((name) => [
        name,
        stack.use(httpLink({ name, url: config.SUBGRAPH_URLS[name] ?? '', secret: config.INTERNAL_SECRET, clock })),
      ]),
    ) as Record<SubgraphName, ReturnType<typeof httpLink>>
    const { d: _private, ...publicKey } = config.ACCESS_TOKEN_KEY
    const accessTokens = await edDsaAccessTokens({ key: publicKey, ttlS: config.ACCESS_TOKEN_TTL_S, clock })
    const gateway = stack.use(
      await startGateway({
        links,
        supergraphSdl: readSupergraph(),
        accessTokens,
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

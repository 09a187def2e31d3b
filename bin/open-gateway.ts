import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { subgraphUrls } from '@varal/gateway/execute/supergraph'
import { startGateway } from '@varal/gateway/gateway'
import { edDsaAccessTokens } from '@varal/platform/access-tokens'
import { memoryCache } from '@varal/platform/cache/memory-cache'
import { systemClock } from '@varal/platform/clock'
import { ConfigError } from '@varal/platform/config'
import { runUntilStopped } from '@varal/platform/lifecycle'
import { httpLink } from '@varal/platform/links/http-link'
import { createLog } from '@varal/platform/log'

export interface OpenGateway {
  /** A composed supergraph, which says where its subgraphs are. */
  readonly file: string
  readonly port: number
  /** Whether identical queries that arrive at once are answered once. */
  readonly sharesFlights: boolean
}

/** Serves any supergraph, over subgraphs that know nothing of us: no accounts, no manifests, nobody sealed. */
export async function runOpenGateway({ file, port, sharesFlights }: OpenGateway): Promise<void> {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new ConfigError('--port is not a port.')
  const supergraphSdl = readFileSync(file, 'utf8')
  const log = createLog('warn')
  const clock = systemClock
  const { privateKey } = generateKeyPairSync('ed25519')

  await runUntilStopped(async (stack) => {
    const links = Object.fromEntries(
      subgraphUrls(supergraphSdl).map(([name, url]) => [name, stack.use(httpLink({ name, url, secret: null, clock }))]),
    )
    const accessTokens = await edDsaAccessTokens({ key: privateKey.export({ format: 'jwk' }), ttlS: 60, clock })
    const cache = stack.use(memoryCache(clock))
    const gateway = stack.use(
      await startGateway({
        links,
        supergraphSdl,
        accessTokens,
        cache,
        clock,
        log,
        host: '127.0.0.1',
        port,
        sharesFlights,
        limits: null,
      }),
    )
    console.log(`GraphQL ${gateway.url}/graphql`)
  }, log)
}

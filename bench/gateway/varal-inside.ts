import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { startGateway } from '@varal/gateway/gateway'
import { edDsaAccessTokens } from '@varal/platform/access-tokens'
import { memoryCache } from '@varal/platform/cache/memory-cache'
import { systemClock as clock } from '@varal/platform/clock'
import { localLink } from '@varal/platform/links/local-link'
import { createLog } from '@varal/platform/log'
import { shopSchema, shopSubgraphs } from './graph/subgraphs.ts'

// node bench/gateway/varal-inside.ts SUPERGRAPH PORT: Varal's gateway with the shop in the same process, as `npm start` has
// it. Nothing is memoised here: what the subgraphs themselves cost is in its figures, and in nobody else's.
const [file, port] = process.argv.slice(2)
const log = createLog('warn')
const { privateKey } = generateKeyPairSync('ed25519')

await startGateway({
  links: Object.fromEntries(
    shopSubgraphs.map((name) => [name, localLink({ schema: shopSchema(name), contextOf: () => ({}), log })]),
  ),
  supergraphSdl: readFileSync(String(file), 'utf8'),
  accessTokens: await edDsaAccessTokens({ key: privateKey.export({ format: 'jwk' }), ttlS: 60, clock }),
  cache: memoryCache(clock),
  clock,
  log,
  host: '127.0.0.1',
  port: Number(port),
})

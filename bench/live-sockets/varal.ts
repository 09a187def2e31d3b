import { generateKeyPairSync } from 'node:crypto'
import { startGateway } from '@varal/gateway/gateway'
import { liveGraph } from '@varal/gateway/subscriptions/test-live-graph'
import { edDsaAccessTokens } from '@varal/platform/access-tokens'
import { memoryCache } from '@varal/platform/cache/memory-cache'
import { systemClock as clock } from '@varal/platform/clock'
import { createLog } from '@varal/platform/log'
import { answerOrders } from './asked-process.ts'
import { BODY_CHARACTERS, nowMs, type ServerOrder, usage } from './hot-topic.ts'

// Run by live-sockets.ts: Varal's gateway before two small subgraphs in the same process.
const { privateKey } = generateKeyPairSync('ed25519')
const graph = liveGraph({ bodyCharacters: BODY_CHARACTERS })
const everybody = 1_000_000
const gateway = await startGateway({
  links: graph.links,
  supergraphSdl: graph.supergraphSdl,
  accessTokens: await edDsaAccessTokens({ key: privateKey.export({ format: 'jwk' }), ttlS: 60, clock }),
  cache: memoryCache(clock),
  ...{ clock, log: createLog('warn'), host: '127.0.0.1', port: 0 },
  // All the sockets of this benchmark come from one address, at once.
  streamLimits: { socketsPerAddress: everybody, connectionsPerSecondAndAddress: everybody, socketsMax: everybody },
})

answerOrders((order: ServerOrder | { what: 'address' }) => {
  if (order.what === 'address') return { url: gateway.url }
  if (order.what === 'usage') return usage(order.collectFirst)
  const atMs = nowMs()
  graph.happen(order.topic, order.times)
  return { atMs }
})

import { generateKeyPairSync } from 'node:crypto'
import { startGateway } from '@varal/gateway/gateway'
import type { OperationsMode } from '@varal/gateway/operations/find-operation'
import { manifest, published, standInUsers } from '@varal/gateway/operations/test-manifests'
import { tinyGraph } from '@varal/gateway/test-graph'
import { edDsaAccessTokens } from '@varal/platform/access-tokens'
import { memoryCache } from '@varal/platform/cache/memory-cache'
import { systemClock } from '@varal/platform/clock'
import { createLog } from '@varal/platform/log'

/** What a client sent, and how it was answered. */
export interface Exchange {
  readonly method: string
  readonly search: string
  readonly body: { readonly query?: string; readonly documentId?: string; readonly extensions?: object } | null
  readonly status: number
  readonly answer: { readonly data?: any; readonly errors?: readonly { readonly message: string }[] }
}

export interface PersistedWorld extends AsyncDisposable {
  readonly url: string
  /** As global `fetch`, and keeps what passed by. */
  readonly fetch: typeof fetch
  readonly exchanges: Exchange[]
}

/** A gateway over three tiny subgraphs, to which one version of a client has published operations. */
export async function persistedWorld(
  mode: OperationsMode,
  client: { readonly name: string; readonly version: string },
  operations: readonly { readonly id: string; readonly body: string }[] = [],
): Promise<PersistedWorld> {
  await using stack = new AsyncDisposableStack()
  const log = createLog('silent')
  const graph = stack.use(await tinyGraph({ log }))
  const users = standInUsers()
  if (operations.length > 0)
    users.stored.push(
      manifest(client.name, client.version, 1, ...operations.map(({ id, body }) => published(id, body))),
    )
  const { privateKey } = generateKeyPairSync('ed25519')
  const key = privateKey.export({ format: 'jwk' }) as never
  const gateway = stack.use(
    await startGateway({
      links: graph.links,
      supergraphSdl: graph.supergraphSdl,
      accessTokens: await edDsaAccessTokens({ key, ttlS: 300, clock: systemClock }),
      cache: memoryCache(systemClock),
      clock: systemClock,
      log,
      host: '127.0.0.1',
      port: 0,
      operationsMode: mode,
      users: users.link,
    }),
  )
  const exchanges: Exchange[] = []
  const owned = stack.move()
  return {
    url: `${gateway.url}/graphql`,
    exchanges,
    async fetch(input, init) {
      const response = await fetch(input, init)
      exchanges.push({
        method: init?.method ?? 'GET',
        search: new URL(String(input)).search,
        body: typeof init?.body === 'string' ? JSON.parse(init.body) : null,
        status: response.status,
        answer: (await response.clone().json()) as Exchange['answer'],
      })
      return response
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

import './execute/no-telemetry.ts'
import { setTimeout as delay } from 'node:timers/promises'
import type { AccessTokens } from '@varal/platform/access-tokens'
import type { Cache } from '@varal/platform/cache/cache'
import type { Clock } from '@varal/platform/clock'
import type { SubgraphLink } from '@varal/platform/links/link'
import type { Logger } from '@varal/platform/log'
import { supergraphExecutor } from './execute/executor.ts'
import { explorerPages } from './explorer/pages.ts'
import { healthRoute } from './health.ts'
import { startApolloServer } from './http/apollo-server.ts'
import { bareServer } from './http/bare-server.ts'
import { allowOrigins } from './http/cors.ts'
import { graphqlEndpoint } from './http/graphql-endpoint.ts'
import type { AllowedOrigins } from './http/origins.ts'
import { type OtherPages, otherPages } from './http/other-pages.ts'
import { InFlight } from './in-flight.ts'
import type { OperationsMode } from './operations/find-operation.ts'
import { startOperations } from './operations/operations.ts'
import { ownFields } from './own-fields/own-fields.ts'
import { eventStreamRoute } from './subscriptions/sse.ts'
import { serveWebSockets } from './subscriptions/websocket.ts'

export interface GatewayOptions {
  readonly links: Readonly<Record<string, SubgraphLink>>
  readonly supergraphSdl: string
  readonly accessTokens: AccessTokens
  /** What all gateways of a system share. */
  readonly cache: Cache
  readonly clock: Clock
  readonly log: Logger
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  /** Whose pages may call, as `https://example.org`; anybody's if absent. */
  readonly allowedOrigins?: AllowedOrigins
  /** What else this process serves, by path. */
  readonly pages?: OtherPages
  /** What runs: everything, if absent. */
  readonly operationsMode?: OperationsMode
  /** Whether identical queries of nobody in particular that arrive at once are answered once. */
  readonly sharesFlights?: boolean
  /** Where operations are registered; nowhere if absent. */
  readonly users?: SubgraphLink
}

/** Disposing answers what has begun, asks those who watch to come back, and takes ten seconds at most. */
export interface RunningGateway extends AsyncDisposable {
  readonly url: string
  /** Answers from now on over another graph. What has begun goes on; nobody is cut off. */
  swapSupergraph(supergraphSdl: string): void
}

const GRAPHQL_PATH = '/graphql'
const STREAM_PATH = '/graphql/stream'
/** What has begun has this long to be answered when the process stops. */
const ANSWER_MS = 7_000
/** Answers have left their buffers after this, before the sockets that they go through are closed. */
const LEAVE_MS = 50
/** After all that, connections that are still open are cut. */
const CUT_AFTER_MS = 500

/** One GraphQL API over the subgraphs: HTTP, WebSocket, server-sent events, and pages to explore it. */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const { accessTokens, cache, clock, log, host, port, allowedOrigins, operationsMode = 'open', users = null } = options
  await using stack = new AsyncDisposableStack()
  const operations = stack.use(await startOperations({ mode: operationsMode, users, cache, clock, log }))
  const links = { ...options.links, gateway: ownFields([], log) }
  let executor = supergraphExecutor(options.supergraphSdl, links, log)
  const executorNow = () => executor
  const apollo = await startApolloServer(executorNow, log)
  const inFlight = new InFlight()
  let isStopping = false
  const hot = graphqlEndpoint({
    executor: executorNow,
    ...{ apollo, accessTokens, allowedOrigins, inFlight, log },
    finder: operations.finder,
    isStopping: () => isStopping,
  })
  const app = bareServer(log, { path: GRAPHQL_PATH, handle: hot })
  const streaming = { executor, accessTokens, clock, log, inFlight }

  allowOrigins(app, allowedOrigins)
  const endStreams = eventStreamRoute(app, { path: STREAM_PATH, ...streaming })
  const closeSockets = serveWebSockets({ server: app.server, path: GRAPHQL_PATH, allowedOrigins, ...streaming })
  healthRoute(app, options.links)
  explorerPages(app, { graphqlPath: GRAPHQL_PATH })
  otherPages(app, options.pages ?? {})

  app.addHook('onSend', async (_request, reply) => {
    // A connection that stays open would keep the server from closing.
    if (isStopping) reply.header('connection', 'close')
  })
  const url = await app.listen({ host, port })

  const owned = stack.move()

  return {
    url,
    swapSupergraph(supergraphSdl) {
      executor = supergraphExecutor(supergraphSdl, links, log)
    },
    async [Symbol.asyncDispose]() {
      isStopping = true
      const closed = app.close()
      await Promise.race([inFlight.settled(), delay(ANSWER_MS)])
      await delay(LEAVE_MS)
      endStreams()
      await closeSockets()
      const cutting = setTimeout(() => app.server.closeAllConnections(), CUT_AFTER_MS)
      await closed
      clearTimeout(cutting)
      await apollo.stop()
      await owned.disposeAsync()
    },
  }
}

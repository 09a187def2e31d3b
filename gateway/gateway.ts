import './execute/no-telemetry.ts'
import { setTimeout as delay } from 'node:timers/promises'
import type { AccessTokens } from '@varal/platform/access-tokens'
import type { Cache } from '@varal/platform/cache/cache'
import type { Clock } from '@varal/platform/clock'
import type { SubgraphLink } from '@varal/platform/links/link'
import type { Logger } from '@varal/platform/log'
import type { ResolverMap } from '@varal/platform/subgraph'
import type { Caller } from '@varal/platform/viewer'
import { apiKeys } from './auth/api-keys.ts'
import { appTokens } from './auth/app-tokens.ts'
import { type Identify, identify } from './auth/identify.ts'
import { type Executor, supergraphExecutor } from './execute/executor.ts'
import { startApolloServer } from './http/apollo-server.ts'
import { bareServer } from './http/bare-server.ts'
import { allowOrigins } from './http/cors.ts'
import { graphqlEndpoint } from './http/graphql-endpoint.ts'
import type { AllowedOrigins } from './http/origins.ts'
import type { OtherPages } from './http/other-pages.ts'
import { InFlight } from './in-flight.ts'
import { admission } from './limits/admission.ts'
import { budgets } from './limits/budgets/budgets.ts'
import type { OperationLimits } from './limits/operation-limits.ts'
import { nodeFields } from './nodes/resolvers.ts'
import { type AuthorizationServerOptions, authorizationServer } from './oauth/authorization-server.ts'
import { checkOperation } from './operations/check-operation.ts'
import type { OperationsMode } from './operations/find-operation.ts'
import { startOperations } from './operations/operations.ts'
import type { Checked } from './operations/publish-manifest.ts'
import { manifestFields } from './operations/resolvers.ts'
import { gatewayItself } from './operations/users-requests.ts'
import { outRoute } from './out/out-route.ts'
import { ownFields } from './own-fields/own-fields.ts'
import { rateLimitField } from './own-fields/rate-limit.ts'
import { servePages } from './pages/serve-pages.ts'
import { providerFields } from './sign-in/provider-fields.ts'
import { type SignInOptions, signInRoutes } from './sign-in/sign-in-routes.ts'
import { CurrentGraph } from './subscriptions/current-graph.ts'
import { serveStreams } from './subscriptions/serve-streams.ts'
import type { StreamLimits } from './subscriptions/stream-limits.ts'

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
  /** The schema that clients may rely on, for who reads it; all of what is served, if absent. */
  readonly contract?: string | undefined
  /** What stands in the explorer's editor at first. */
  readonly firstOperations?: string | undefined
  /** What else this process serves, by path. */
  readonly pages?: OtherPages
  /** What runs: everything, if absent. */
  readonly operationsMode?: OperationsMode
  /** Whether identical queries of nobody in particular that arrive at once are answered once. */
  readonly sharesFlights?: boolean
  /** What operations may come to; null for a graph whose clients are trusted. */
  readonly limits?: OperationLimits | null
  /** Where apps, their keys and their operations are registered; nowhere if absent. */
  readonly users?: SubgraphLink
  /** OAuth 2 for apps, which users registers; see `AuthorizationServerOptions`. Nobody can allow an app anything if absent. */
  readonly oauth?: Pick<AuthorizationServerOptions, 'publicUrl' | 'secret'>
  /** With whose accounts people can sign in too, which needs `users`; with nobody's if absent. */
  readonly signIn?: SignInOptions
  /** What everybody may spend; without it nobody is counted. `secret` is the same in all gateways of a system. */
  readonly budgets?: { readonly secret: string; readonly factor: number }
  readonly streamLimits?: Partial<StreamLimits> | undefined
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
  const { accessTokens, cache, clock, log, host, port, allowedOrigins, sharesFlights, limits } = options
  const { operationsMode = 'open', users = null } = options
  await using stack = new AsyncDisposableStack()
  const operations = stack.use(await startOperations({ mode: operationsMode, users, cache, clock, log }))
  const spending = options.budgets && stack.use(budgets({ ...options.budgets, cache, log }))
  const admit = spending && admission(spending)
  const check = (text: string, caller: Caller): Checked => checkOperation(executor, text, caller)
  const slices: readonly ResolverMap[] = [
    nodeFields(options.links),
    providerFields(options.signIn),
    ...(spending ? [rateLimitField(spending, clock)] : []),
    ...(users ? [manifestFields({ users, check, onChange: operations.refresh })] : []),
  ]
  const links = { ...options.links, gateway: ownFields(slices, log) }
  const start = (supergraphSdl: string) =>
    supergraphExecutor(supergraphSdl, links, log, { admission: admit, sharesFlights, limits })
  let executor: Executor = start(options.supergraphSdl)
  /** Beside requests: they do not wait for it. */
  function warmUp(): void {
    const prepare = (text: string) => {
      const checked = check(text, gatewayItself())
      return 'reasons' in checked ? checked : null
    }
    operations.warmUp(prepare).catch((err: unknown) => log.error({ err }, 'operations were not prepared'))
  }
  const executorNow = () => executor
  const apollo = await startApolloServer(executorNow, log)
  const inFlight = new InFlight()
  let isStopping = false
  const keys = users ? apiKeys({ users, clock }) : { find: async () => null }
  const tokens = users ? appTokens({ users, clock }) : { find: async () => null }
  const identifies: Identify = (credentials) =>
    identify(credentials, { accessTokens, apiKeys: keys, appTokens: tokens })
  const hot = graphqlEndpoint({
    executor: executorNow,
    ...{ apollo, allowedOrigins, inFlight, log },
    identify: identifies,
    finder: operations.finder,
    // Where only what is published runs, nobody is there to be told.
    explains: operationsMode !== 'safelist',
    isStopping: () => isStopping,
  })
  const { oauth } = options
  const mounted = oauth && users ? [authorizationServer({ ...oauth, users, cache, clock, log })] : []
  const app = bareServer(log, { path: GRAPHQL_PATH, handle: hot }, mounted)
  const graph = new CurrentGraph(executor, options.supergraphSdl)

  allowOrigins(app, allowedOrigins)
  const endStreams = serveStreams(app, {
    ...{ graph, clock, log, inFlight, allowedOrigins },
    identify: identifies,
    finder: operations.finder,
    revocations: accessTokens,
    limits: options.streamLimits,
    socketPath: GRAPHQL_PATH,
    eventsPath: STREAM_PATH,
  })
  if (options.signIn && users) signInRoutes(app, { ...options.signIn, users, cache, clock, log })
  if (options.links['media']) outRoute(app, { media: options.links['media'], log })
  servePages(app, {
    ...{ accessTokens, log, links: options.links, contract: options.contract, otherPages: options.pages ?? {} },
    firstOperations: options.firstOperations,
    graphqlPath: GRAPHQL_PATH,
    schema: () => executor.schema,
    knowsOperations: () => operationsMode !== 'safelist' || operations.isLoaded(),
    isStopping: () => isStopping,
  })

  app.addHook('onSend', async (_request, reply) => {
    // A connection that stays open would keep the server from closing.
    if (isStopping) reply.header('connection', 'close')
  })
  const url = await app.listen({ host, port })
  warmUp()

  const owned = stack.move()

  return {
    url,
    swapSupergraph(supergraphSdl) {
      executor = start(supergraphSdl)
      warmUp()
      graph.swap(executor, supergraphSdl).catch((err: unknown) => log.error({ err }, 'a stream did not go over'))
    },
    async [Symbol.asyncDispose]() {
      isStopping = true
      const closed = app.close()
      await Promise.race([inFlight.settled(), delay(ANSWER_MS)])
      await delay(LEAVE_MS)
      await endStreams()
      const cutting = setTimeout(() => app.server.closeAllConnections(), CUT_AFTER_MS)
      await closed
      clearTimeout(cutting)
      await apollo.stop()
      await owned.disposeAsync()
    },
  }
}

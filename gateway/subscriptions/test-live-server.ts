import { generateKeyPairSync } from 'node:crypto'
import { type AccessTokens, edDsaAccessTokens } from '@varal/platform/access-tokens'
import { type Clock, systemClock } from '@varal/platform/clock'
import { createLog } from '@varal/platform/log'
import { mintId } from '@varal/platform/mint-id'
import type { Revocations } from '@varal/platform/revocations'
import type { SessionId, UserId } from '@varal/schema/ids'
import Fastify from 'fastify'
import { identify } from '../auth/identify.ts'
import { supergraphExecutor } from '../execute/executor.ts'
import { InFlight } from '../in-flight.ts'
import { CurrentGraph } from './current-graph.ts'
import { type ServeStreamsOptions, serveStreams } from './serve-streams.ts'
import type { LiveGraph } from './test-live-graph.ts'

/** Streams over HTTP and WebSockets, and nothing else of a gateway. */
export interface LiveServer extends AsyncDisposable {
  readonly url: string
  readonly socketUrl: string
  readonly graph: CurrentGraph
  /** An access token, of a new user and session if none is named. */
  tokenFor(options?: { seconds?: number; user?: UserId; session?: SessionId }): Promise<string>
  /** Tells that a session has ended. */
  revoke(session: SessionId): void
}

type Options = Partial<Pick<ServeStreamsOptions, 'limits' | 'finder' | 'allowedOrigins' | 'clock'>>

export const newUser = (clock: Clock = systemClock) => mintId('User', clock.now())
export const newSession = (clock: Clock = systemClock) => mintId('Session', clock.now())

const { privateKey } = generateKeyPairSync('ed25519')
const key = privateKey.export({ format: 'jwk' }) as never

export async function liveServer({ links, supergraphSdl }: LiveGraph, options: Options = {}): Promise<LiveServer> {
  const { clock = systemClock } = options
  const log = createLog('silent')
  const app = Fastify({ genReqId: () => crypto.randomUUID() })
  const graph = new CurrentGraph(supergraphExecutor(supergraphSdl, links, log), supergraphSdl)
  const accessTokens: AccessTokens = await edDsaAccessTokens({ key, ttlS: 300, clock })
  const listeners = new Set<(session: SessionId) => void>()
  const revocations: Revocations = {
    onRevoked(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
  const end = serveStreams(app, {
    ...{ graph, clock, log, revocations, inFlight: new InFlight(), socketPath: '/graphql', eventsPath: '/events' },
    identify: (credentials) =>
      identify(credentials, {
        accessTokens,
        apiKeys: { find: async () => null },
        appTokens: { find: async () => null },
      }),
    allowedOrigins: options.allowedOrigins,
    limits: options.limits,
    finder: options.finder,
  })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    url,
    socketUrl: `${url.replace('http', 'ws')}/graphql`,
    graph,
    async tokenFor({ seconds = 300, user = newUser(clock), session = newSession(clock) } = {}) {
      const issuer = await edDsaAccessTokens({ key, ttlS: seconds, clock })
      return (await issuer.issue(user, session)).token
    },
    revoke(session) {
      for (const listener of listeners) listener(session)
    },
    async [Symbol.asyncDispose]() {
      await end()
      app.server.closeAllConnections()
      await app.close()
    },
  }
}

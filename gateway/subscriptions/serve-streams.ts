import type { Clock } from '@varal/platform/clock'
import type { Logger } from '@varal/platform/log'
import { noRevocations, type Revocations } from '@varal/platform/revocations'
import type { FastifyInstance } from 'fastify'
import type { AllowedOrigins } from '../http/origins.ts'
import type { InFlight } from '../in-flight.ts'
import type { OperationFinder } from '../operations/find-operation.ts'
import { requestLog } from '../request-log.ts'
import { OpenSessions, type SessionPorts } from './client-session.ts'
import { Connections } from './connections.ts'
import type { CurrentGraph } from './current-graph.ts'
import { answerAndTell, toldStreams } from './finished-operations.ts'
import { limitedStreams } from './limited-streams.ts'
import { eventStreamRoute } from './sse.ts'
import type { StreamLimits } from './stream-limits.ts'
import { type Streaming, textsOnly } from './streaming.ts'
import { openStreams } from './streams.ts'
import { serveWebSockets } from './websocket.ts'

export interface ServeStreamsOptions {
  readonly graph: CurrentGraph
  /** Who somebody is, by a token or a key. */
  readonly identify: SessionPorts['identify']
  readonly clock: Clock
  readonly log: Logger
  readonly inFlight: InFlight
  readonly socketPath: string
  readonly eventsPath: string
  readonly allowedOrigins: AllowedOrigins
  /** Persisted operations; texts alone if absent. */
  readonly finder?: OperationFinder | undefined
  readonly revocations?: Revocations | undefined
  readonly limits?: Partial<StreamLimits> | undefined
}

/** Serves streams over WebSockets and as server-sent events. @returns ends them all, and asks the clients to come back */
export function serveStreams(app: FastifyInstance, options: ServeStreamsOptions): () => Promise<void> {
  const { graph, identify, clock, log, inFlight, socketPath, eventsPath, allowedOrigins } = options
  const finish = requestLog(log)
  const connections = new Connections(options.limits)
  const streaming: Streaming = {
    graph,
    streams: toldStreams(limitedStreams(openStreams(graph, log), connections, log), finish),
    answer: answerAndTell(graph, finish),
    finder: options.finder ?? textsOnly,
    connections,
    sessions: new OpenSessions(options.revocations ?? noRevocations),
    ...{ identify, clock, log, inFlight, finish },
  }
  const endEvents = eventStreamRoute(app, eventsPath, streaming)
  const closeSockets = serveWebSockets({ server: app.server, path: socketPath, allowedOrigins, streaming })
  return async () => {
    endEvents()
    await closeSockets()
  }
}

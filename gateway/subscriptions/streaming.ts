import type { Logger } from '@varal/platform/log'
import type { InFlight } from '../in-flight.ts'
import type { FoundOperation, OperationFinder } from '../operations/find-operation.ts'
import { persistedQueryNotFound } from '../operations/operation-refusal.ts'
import type { FinishRequest } from '../request-log.ts'
import type { SessionPorts } from './client-session.ts'
import type { CurrentGraph } from './current-graph.ts'
import type { AnswerCall } from './finished-operations.ts'
import type { Streams } from './streams.ts'

/** What both transports of streams work with. */
export interface Streaming extends SessionPorts {
  readonly graph: CurrentGraph
  readonly streams: Streams
  readonly answer: AnswerCall
  readonly finish: FinishRequest
  readonly finder: OperationFinder
  readonly inFlight: InFlight
  readonly log: Logger
}

/** For a graph without persisted operations. */
export const textsOnly: OperationFinder = {
  async find({ text, operationName }) {
    if (text === null) return persistedQueryNotFound
    return { text, operationName, known: null, remember: null } satisfies FoundOperation
  },
}

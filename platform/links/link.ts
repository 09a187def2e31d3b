import type { ExecutionResult } from 'graphql'
import type { Caller } from '../viewer.ts'

export interface GraphRequest {
  readonly query: string
  readonly variables?: Readonly<Record<string, unknown>> | undefined
  /** The variables as JSON, instead of `variables`: who has them as text does not make objects of them to be written again. */
  readonly variablesJson?: string | undefined
  readonly operationName?: string | undefined
  readonly caller: Caller
  /** The client has left, or the deadline has passed. */
  readonly signal?: AbortSignal | undefined
  /** Less time than the link gives by itself, milliseconds. */
  readonly withinMs?: number | undefined
}

/** How the gateway reaches a subgraph: by a call in the same process, or over HTTP. */
export interface SubgraphLink {
  /** How long an answer may take at most, milliseconds, if it is another time than usual. */
  readonly deadlineMs?: number
  /** Throws a Mistake (SUBGRAPH_UNAVAILABLE, TIMEOUT) if there is no answer; what the subgraph itself refuses is in the result. */
  execute(request: GraphRequest): Promise<ExecutionResult>
  /** A stream of results, or one result that says why there is none. Returning the iterator ends the stream at its source. */
  subscribe(request: GraphRequest): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult>
}

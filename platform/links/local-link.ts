import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLSchema,
  parse,
} from 'graphql'
import { BoundedMap } from '../bounded-map.ts'
import { explainErrors } from '../explain-errors.ts'
import type { Logger } from '../log.ts'
import { DEADLINE_MS, withinDeadline } from './deadline.ts'
import type { GraphRequest, SubgraphLink } from './link.ts'

/** Texts of operations that are kept parsed. A gateway sends few different ones. */
const DOCUMENTS_MAX = 1_000

export interface LocalLinkOptions {
  readonly schema: GraphQLSchema
  /** The resolvers' context. Made for each request and for each event of a stream: a stream outlives what loaders cache. */
  readonly contextOf: (request: GraphRequest) => unknown
  readonly log: Logger
  readonly deadlineMs?: number
}

/** Reaches a schema in this process, by a call. Subgraphs in processes of their own are served from one of these. */
export function localLink({ schema, contextOf, log, deadlineMs = DEADLINE_MS }: LocalLinkOptions): SubgraphLink {
  const documents = new BoundedMap(DOCUMENTS_MAX, (text: string) => parse(text, { noLocation: true }))

  const argumentsOf = (request: GraphRequest, document: DocumentNode): ExecutionArgs => ({
    schema,
    document,
    variableValues: variablesOf(request),
    contextValue: contextOf(request),
    ...(request.operationName === undefined ? {} : { operationName: request.operationName }),
  })
  /** The answer to a request whose text can be read; else the reason why it cannot. */
  async function answer<Answer>(
    request: GraphRequest,
    run: (document: DocumentNode, signal: AbortSignal) => Promise<Answer>,
  ) {
    let document: DocumentNode
    try {
      document = documents.get(request.query)
    } catch (error) {
      return explainErrors({ errors: [error as GraphQLError] }, request, log)
    }
    return withinDeadline(request.withinMs ?? deadlineMs, request.signal, (signal) => run(document, signal))
  }

  return {
    execute: (request) =>
      answer(request, async (document) => explainErrors(await execute(argumentsOf(request, document)), request, log)),
    subscribe: (request) =>
      answer<AsyncIterableIterator<ExecutionResult> | ExecutionResult>(request, async (document, signal) => {
        const opened = await createSourceEventStream(argumentsOf(request, document))
        if (!(Symbol.asyncIterator in opened)) return explainErrors(opened, request, log)
        const events = opened[Symbol.asyncIterator]()
        // Nobody waits for it any more.
        if (signal.aborted) await events.return?.()
        const resultOf = async (rootValue: unknown) => execute({ ...argumentsOf(request, document), rootValue })
        return eachResult(events, resultOf, (result) => explainErrors(result, request, log))
      }),
  }
}

const variablesOf = ({ variables, variablesJson }: GraphRequest): Record<string, unknown> =>
  variablesJson === undefined ? { ...variables } : JSON.parse(variablesJson)

/**
 * The result of each event, made when it is asked for. Not a generator: its `return` would wait for the next event
 * instead of ending the source.
 */
function eachResult(
  events: AsyncIterator<unknown>,
  resultOf: (event: unknown) => Promise<ExecutionResult>,
  explain: (result: ExecutionResult) => ExecutionResult,
): AsyncIterableIterator<ExecutionResult> {
  const end = { done: true as const, value: undefined }
  let ended = false
  return {
    async next() {
      if (ended) return end
      try {
        const event = await events.next()
        if (event.done || ended) return end
        return { done: false, value: explain(await resultOf(event.value)) }
      } catch (error) {
        // The source failed. The client is told as it would be of a field, and the stream is over.
        if (ended) return end
        ended = true
        const originalError = error instanceof Error ? error : new Error(String(error))
        return { done: false, value: explain({ errors: [new GraphQLError(originalError.message, { originalError })] }) }
      }
    },
    async return() {
      ended = true
      await events.return?.()
      return end
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

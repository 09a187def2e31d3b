import type { SubgraphLink } from '@varal/platform/links/link'
import type { Logger } from '@varal/platform/log'
import type { Caller } from '@varal/platform/viewer'
import { type ExecutionResult, GraphQLError, type GraphQLSchema, getVariableValues } from 'graphql'
import { executeQueryPlan, type QueryPlan, type ServiceMap } from './apollo-internals.ts'
import { type ClientError, clientError, type GivenError, graphqlErrorOf } from './client-errors.ts'
import { linkSource, type Run } from './link-source.ts'
import { openStream } from './open-stream.ts'
import { type Operation, type OperationCall, operationErrors, plannedOperations } from './operations.ts'
import { loadSupergraph } from './supergraph.ts'

/** Answers operations over the whole graph. Every error that it gives is one for clients: see `clientError`. */
export interface Executor {
  readonly schema: GraphQLSchema
  /** The operation, parsed, validated and planned; or what is wrong with it. */
  prepare(
    text: string,
    operationName: string | undefined,
    caller: Caller,
  ): Operation | { readonly errors: ClientError[] }
  /** Runs a query or a mutation. */
  run(call: OperationCall): Promise<ExecutionResult>
  /**
   * Opens a subscription. One result says why there is none. The next event is asked of its subgraph when the one before
   * has been taken; a stream that breaks off ends with a result that says so.
   */
  open(call: OperationCall): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult>
}

const VARIABLE_ERRORS_MAX = 10

export function supergraphExecutor(
  supergraphSdl: string,
  links: Readonly<Record<string, SubgraphLink>>,
  log: Logger,
): Executor {
  const supergraph = loadSupergraph(supergraphSdl)
  const operations = plannedOperations(supergraph)
  const sources: ServiceMap = Object.fromEntries(
    Object.entries(links).map(([name, link]) => [name, linkSource(link, log) as ServiceMap[string]]),
  )
  const forClient = (errors: readonly GivenError[], { requestId }: Caller) =>
    errors.map((error) => graphqlErrorOf(clientError(error, requestId, log)))

  /** What is wrong with the variables, or null. */
  function refuseVariables({ operation, variables, caller }: OperationCall): ExecutionResult | null {
    const definitions = operation.context.operation.variableDefinitions ?? []
    const { errors } = getVariableValues(supergraph.clientSchema, definitions, variables, {
      maxErrors: VARIABLE_ERRORS_MAX,
    })
    if (!errors) return null
    return {
      errors: forClient(
        errors.map(({ message }) => badRequest(message)),
        caller,
      ),
    }
  }

  async function runPlan(plan: QueryPlan, call: OperationCall, more: ServiceMap = {}): Promise<ExecutionResult> {
    const { operation, variables, caller, signal } = call
    const run: Run = { caller, signal, data: {} }
    const request = { request: { variables }, context: run, logger: log, metrics: {} } as never
    const { data, errors, extensions } = await executeQueryPlan(
      plan,
      { ...sources, ...more },
      request,
      operation.context,
      supergraph.supergraphSchema,
      supergraph.apiSchema,
    )
    // Where an answer does not fit the schema it becomes null. When nothing is left of it, the client is told why.
    const told = errors ?? (data ? undefined : extensions?.['valueCompletion'])
    return { ...(data === undefined ? {} : { data }), ...(told ? { errors: forClient(told, caller) } : {}) }
  }

  return {
    schema: supergraph.clientSchema,
    prepare(text, operationName, { requestId }) {
      try {
        return operations.get(text, operationName)
      } catch (error) {
        const errors = operationErrors(error)?.map((one) => ({ ...one.toJSON(), extensions: { code: 'BAD_REQUEST' } }))
        const ours = { message: 'The operation cannot be planned', cause: error }
        return { errors: (errors ?? [ours]).map((one) => clientError(one, requestId, log)) }
      }
    },
    async run(call) {
      if (call.operation.kind === 'subscription') {
        const message =
          'Subscriptions are streamed: over a WebSocket at /graphql, or as server-sent events at /graphql/stream.'
        return { errors: forClient([badRequest(message)], call.caller) }
      }
      return refuseVariables(call) ?? runPlan(call.operation.plan, call)
    },
    async open(call) {
      const refusal = refuseVariables(call)
      if (refusal) return refusal
      return openStream(call, links, {
        complete: runPlan,
        fail: (errors) => ({ errors: forClient(errors, call.caller) }),
      })
    },
  }
}

const badRequest = (message: string) => new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } })

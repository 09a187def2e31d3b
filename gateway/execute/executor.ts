import { Mistake } from '@varal/platform/errors'
import type { SubgraphLink } from '@varal/platform/links/link'
import type { Logger } from '@varal/platform/log'
import { tracedRequest } from '@varal/platform/trace'
import type { Caller } from '@varal/platform/viewer'
import { type ExecutionResult, GraphQLError, type GraphQLSchema, getVariableValues } from 'graphql'
import type { Admission, Admitted } from '../limits/admission.ts'
import type { OperationLimits } from '../limits/operation-limits.ts'
import { type Answer, answerOf, resultOf, resultsOf } from './answer.ts'
import { type ClientError, clientError, type GivenError } from './client-errors.ts'
import { explainPlan } from './explain-plan.ts'
import { sharedFlights } from './flights.ts'
import { openStream } from './open-stream.ts'
import type { Operation, OperationCall } from './operation.ts'
import { compiledOperations, operationErrors } from './operations.ts'
import type { CompiledPlan } from './plan/compiled-plan.ts'
import type { ResponseObject } from './plan/places.ts'
import type { Run } from './plan/run.ts'
import { runPlan } from './plan/run-plan.ts'
import { loadSupergraph } from './supergraph.ts'

/** Answers operations over the whole graph. Every error that it gives is one for clients: see `clientError`. */
export interface Executor {
  readonly schema: GraphQLSchema
  /**
   * The operation, parsed, validated and compiled; or what is wrong with it.
   * @param isPublished keeps it longer than what is not
   */
  prepare(
    text: string,
    operationName: string | undefined,
    caller: Caller,
    isPublished?: boolean,
  ): Operation | { readonly errors: ClientError[] }
  /** What is too much of an operation, before anything is done that grows with it. */
  excesses(text: string, caller: Caller): ClientError[]
  /** The operation, if it has been prepared before and is still kept. */
  known(text: string, operationName: string | undefined): Operation | undefined
  /** Runs a query or a mutation. */
  answer(call: OperationCall): Promise<Answer>
  /** Runs a query or a mutation; the answer as an object. */
  run(call: OperationCall): Promise<ExecutionResult>
  /**
   * Opens a subscription. One answer says why there is none. The next event is asked of its subgraph when the one before
   * has been taken; a stream that breaks off ends with an answer that says so.
   */
  openText(call: OperationCall): Promise<AsyncIterableIterator<Answer> | Answer>
  /** Opens a subscription; its answers as objects. */
  open(call: OperationCall): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult>
}

export interface ExecutorOptions {
  /** Who is let in, and what it costs them. Everybody, for nothing, if absent. */
  readonly admission?: Admission | undefined
  /** Whether the same query of several strangers at once is answered once. */
  readonly sharesFlights?: boolean | undefined
  /** What operations may come to; null for no bounds but those of parsing. */
  readonly limits?: OperationLimits | null | undefined
}

const VARIABLE_ERRORS_MAX = 10
/** An operation is answered within this time, with what there is by then. */
const TOTAL_MS = 10_000

/** What came of a run, before it is told to anybody. */
interface Outcome {
  /** The data, as JSON. */
  readonly text: string
  /** The same and more, under the names that the operation has. */
  readonly data: ResponseObject | null
  readonly errors: readonly GivenError[]
  readonly fetches: number
}

export function supergraphExecutor(
  supergraphSdl: string,
  links: Readonly<Record<string, SubgraphLink>>,
  log: Logger,
  { admission, sharesFlights = false, limits }: ExecutorOptions = {},
): Executor {
  const supergraph = loadSupergraph(supergraphSdl)
  const operations = compiledOperations(supergraph, links, limits)
  const schema = supergraph.supergraphSchema
  const flights = sharedFlights<Outcome>()
  const forClient = (errors: readonly GivenError[], { requestId }: Caller) =>
    errors.map((error) => clientError(error, requestId, log))
  const failed = (errors: readonly GivenError[], caller: Caller) => answerOf(undefined, forClient(errors, caller))

  /** The variables with what the operation says of those that are missing; or what is wrong with them. */
  function coerce({ operation, variables }: OperationCall): Record<string, unknown> | readonly GraphQLError[] {
    const { variableDefinitions = [] } = operation.definition
    if (variableDefinitions.length === 0) return noVariables
    const options = { maxErrors: VARIABLE_ERRORS_MAX }
    const { coerced, errors } = getVariableValues(supergraph.clientSchema, variableDefinitions, variables, options)
    return coerced ?? errors.map(({ message }) => badRequest(message))
  }

  /** Runs a plan on what is there already: nothing, or an event; and on what has already been told. */
  async function fly(
    { operation, variables, caller, signal }: OperationCall,
    plan: CompiledPlan,
    coerced: Record<string, unknown>,
    event: ResponseObject | null,
    told: readonly GivenError[],
  ): Promise<Outcome> {
    const endsMs = performance.now() + TOTAL_MS
    const run: Run = {
      variables,
      coerced,
      caller,
      signal,
      schema,
      log,
      endsMs,
      data: event,
      errors: [...told],
      united: new Map(),
      fetches: 0,
    }
    const running = runPlan(plan, run)
    if (running) await running
    if (operation.introspect) run.data = { ...run.data, ...operation.introspect(variables) }
    return shaped(operation, run)
  }

  function shaped(operation: Operation, { data, coerced, errors, united, fetches }: Run): Outcome {
    const faults: GivenError[] = []
    const text = operation.shape(data ?? {}, coerced, faults, united) ?? 'null'
    // Where an answer does not fit the schema it becomes null. If no subgraph has said why, the client is told.
    if (faults.length === 0 || errors.length > 0) return { text, data, errors, fetches }
    const located: GivenError[] = []
    operation.explain(data ?? {}, coerced, located, united)
    return { text, data, errors: located, fetches }
  }

  /** Whose fault it is, the text's or ours, says the error. */
  function unprepared(error: unknown, requestId: string): ClientError[] {
    const errors = operationErrors(error)?.map(explained)
    const ours = { message: 'The operation cannot be planned', cause: error }
    return (errors ?? [ours]).map((one) => clientError(one, requestId, log))
  }

  /** What `plan` gives; or the answer that there is none, which costs nothing. */
  function planned<Plan extends object>(
    { caller }: OperationCall,
    admitted: Admitted | undefined | null,
    plan: () => Plan,
  ): Plan | Answer {
    try {
      return plan()
    } catch (error) {
      admitted?.settle(null)
      return answerOf(undefined, unprepared(error, caller.requestId))
    }
  }

  async function answer(call: OperationCall): Promise<Answer> {
    const { operation, caller, costMax } = call
    const isStream = operation.kind === 'subscription'
    if (isStream && !call.explains) return failed([badRequest(STREAMED)], caller)
    const coerced = coerce(call)
    if (isErrors(coerced)) return failed(coerced, caller)
    const authorization = operation.authorization.check(caller, coerced)
    if (authorization.kind === 'refused') return answerOf('null', forClient(authorization.errors, caller))

    const admitting = admission?.({ cost: operation.cost, variables: coerced, payer: caller, costMax })
    const admitted = admitting instanceof Promise ? await admitting : admitting
    if (admitted?.kind === 'refused') return { ...failed([admitted.error], caller), headers: admitted.headers() }

    const isReduced = authorization.kind === 'reduced'
    const plan = planned(call, admitted, () => (isReduced ? operation.planOf(authorization.document) : operation.plan))
    if ('hasData' in plan) return plan
    if (isStream) {
      const explained = { cost: admitted?.settle(null), plan: explainPlan(operation, plan) }
      return answerOf(undefined, forClient([badRequest(STREAMED)], caller), explained)
    }
    const told = isReduced ? authorization.errors : []
    const isShared = sharesFlights && operation.kind === 'query' && isStranger(caller)
    const { text, data, errors, fetches } = await (isShared
      ? flights.join(plan, `${caller.language}${JSON.stringify(coerced)}`, () =>
          fly({ ...call, signal: undefined }, plan, coerced, null, told),
        )
      : fly(call, plan, coerced, null, told))
    const cost = admitted?.settle(text === 'null' ? null : data)
    const shown = call.isPublic ? undefined : cost && { cost }
    const extensions = call.explains ? { ...shown, plan: explainPlan(operation, plan) } : shown
    return {
      ...answerOf(text, forClient(errors, caller), extensions),
      ...{ cost, fetches, headers: call.isPublic ? undefined : admitted?.headers() },
    }
  }

  async function openText(call: OperationCall): Promise<AsyncIterableIterator<Answer> | Answer> {
    const { operation, caller, costMax, payer = caller } = call
    if (operation.kind !== 'subscription')
      return failed([new Mistake('BAD_REQUEST', 'This is not a subscription.')], caller)
    const coerced = coerce(call)
    if (isErrors(coerced)) return failed(coerced, caller)
    const authorization = operation.authorization.check(caller, coerced)
    if (authorization.kind === 'refused') return failed(authorization.errors, caller)
    // Opening is paid for; how many events come is not the client's doing.
    const admitted = payer && (await admission?.({ cost: operation.cost, variables: coerced, payer, costMax }))
    if (admitted?.kind === 'refused') return failed([admitted.error], caller)

    const isReduced = authorization.kind === 'reduced'
    const plans = planned(call, admitted, () => ({
      event: operation.event,
      rest: isReduced ? operation.planOf(authorization.document) : operation.plan,
    }))
    if ('hasData' in plans) return plans
    const { event, rest } = plans
    return openStream(call, event, {
      // A trace of its own: a stream may be open for days.
      complete: (data, errors) =>
        tracedRequest(undefined, 'event', { 'varal.request_id': caller.requestId }, async () => {
          const told = isReduced ? [...authorization.errors, ...errors] : errors
          const outcome = await fly(call, rest, coerced, data, told)
          return answerOf(outcome.text, forClient(outcome.errors, caller))
        }),
      fail: (errors) => failed(errors, caller),
    })
  }

  return {
    schema: supergraph.clientSchema,
    known: operations.known,
    excesses: (text, caller) => forClient(operations.excesses(text).map(explained), caller),
    prepare(text, operationName, { requestId }, isPublished = false) {
      try {
        return operations.get(text, operationName, isPublished)
      } catch (error) {
        return { errors: unprepared(error, requestId) }
      }
    },
    answer,
    run: async (call) => resultOf(await answer(call)),
    openText,
    async open(call) {
      const opened = await openText(call)
      return Symbol.asyncIterator in opened ? resultsOf(opened) : resultOf(opened)
    },
  }
}

const STREAMED =
  'Subscriptions are streamed: over a WebSocket at /graphql, or as server-sent events at /graphql/stream.'
const noVariables: Record<string, unknown> = {}

const isErrors = (given: Record<string, unknown> | readonly GraphQLError[]): given is readonly GraphQLError[] =>
  Array.isArray(given)

/** Of whom nothing is known that an answer could depend on, but the language. */
const isStranger = ({ viewer, app }: Caller) => viewer.kind === 'anonymous' && app === null

/** Names of a schema are not for guessing: what was meant is not said. */
function explained(error: GraphQLError) {
  const { message, ...more } = error.toJSON()
  return { ...more, message: message.replace(/ Did you mean .*$/s, ''), extensions: { code: 'BAD_REQUEST' } }
}

const badRequest = (message: string) => new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } })

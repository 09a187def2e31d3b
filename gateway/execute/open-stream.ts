import { Mistake } from '@varal/platform/errors'
import type { SubgraphLink } from '@varal/platform/links/link'
import { type ExecutionResult, GraphQLError } from 'graphql'
import type { FetchNode, PlanNode, QueryPlan, ServiceMap } from './apollo-internals.ts'
import type { GivenError } from './client-errors.ts'
import { addRoots, type Run } from './link-source.ts'
import type { OperationCall } from './operations.ts'

/** Where the plan that completes an event finds the event. No subgraph has such a name. */
const EVENT = '(event)'

interface Ways {
  complete(plan: QueryPlan, call: OperationCall, sources: ServiceMap): Promise<ExecutionResult>
  /** The result that tells a client of errors. */
  fail(errors: readonly GivenError[]): ExecutionResult
}

/**
 * Streams a subscription from the one subgraph that has it, and completes each event from the others. The planner splits
 * it into a primary fetch and the rest; for each event the rest runs as an ordinary plan, whose first fetch is answered
 * by the event itself.
 */
export async function openStream(
  call: OperationCall,
  links: Readonly<Record<string, SubgraphLink>>,
  { complete, fail }: Ways,
): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
  const { node } = call.operation.plan
  if (node?.kind !== 'Subscription') return fail([new Mistake('BAD_REQUEST', 'This is not a subscription.')])
  const { primary, rest } = node
  const link = links[primary.serviceName]
  if (!link) throw new Error(`There is no link to ${primary.serviceName}`)
  const plan = planOfEvent(primary, rest)

  const opened = await link.subscribe(primaryRequest(call, primary)).catch((error: unknown) => [errorOf(error)])
  if (Array.isArray(opened)) return fail(opened)
  if (!(Symbol.asyncIterator in opened)) return fail(opened.errors ?? [new GraphQLError('Neither stream nor errors')])
  return completed(opened, fail, (event) =>
    event.data ? complete(plan, call, { [EVENT]: eventSource(event) }) : Promise.resolve(fail(event.errors ?? [])),
  )
}

function planOfEvent(primary: FetchNode, rest: PlanNode | undefined): QueryPlan {
  const event: PlanNode = { ...primary, serviceName: EVENT }
  return { kind: 'QueryPlan', node: rest ? { kind: 'Sequence', nodes: [event, rest] } : event }
}

function primaryRequest({ variables, caller, signal }: OperationCall, primary: FetchNode) {
  const names = (primary.variableUsages ?? []).filter((name) => Object.hasOwn(variables, name))
  const used = Object.fromEntries(names.map((name) => [name, variables[name]]))
  return { query: primary.operation, operationName: primary.operationName, variables: used, caller, signal }
}

function eventSource(event: ExecutionResult): ServiceMap[string] {
  return {
    async process({ context }) {
      addRoots(context as unknown as Run, event.data)
      return event as never
    },
  }
}

/** Events that are completed at once, for one stream: each waits for several subgraphs, one after another. */
const AHEAD = 8

/**
 * Completes the events in their order, some of them ahead of the client: what it has not taken is never more than that.
 * Not a generator: its `return` would wait for the next event instead of ending the stream at its source.
 */
function completed(
  events: AsyncIterableIterator<ExecutionResult>,
  fail: Ways['fail'],
  complete: (event: ExecutionResult) => Promise<ExecutionResult>,
): AsyncIterableIterator<ExecutionResult> {
  const end = { done: true as const, value: undefined }
  const ahead: Promise<IteratorResult<ExecutionResult>>[] = []
  let ended = false

  async function completeOne(): Promise<IteratorResult<ExecutionResult>> {
    const event = await events.next()
    if (event.done || ended) return end
    return { done: false, value: await complete(event.value) }
  }
  function goAhead(): void {
    while (!ended && ahead.length < AHEAD) {
      const one = completeOne()
      // It is told when its turn comes; until then nobody listens.
      one.catch(() => {})
      ahead.push(one)
    }
  }
  return {
    async next() {
      goAhead()
      const turn = ahead.shift()
      if (ended || !turn) return end
      try {
        const result = await turn
        if (result.done || ended) ended = true
        return ended ? end : result
      } catch (error) {
        if (ended) return end
        ended = true
        return { done: false, value: fail([errorOf(error)]) }
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

const errorOf = (error: unknown) =>
  error instanceof GraphQLError ? error : new GraphQLError(String(error), { originalError: error as Error })

import { type ExecutionResult, GraphQLError } from 'graphql'
import type { Answer } from './answer.ts'
import type { GivenError } from './client-errors.ts'
import type { OperationCall, StreamedFetch } from './operation.ts'
import type { ResponseObject } from './plan/places.ts'

interface Ways {
  /** Adds to an event what other subgraphs know. */
  complete(event: ResponseObject, errors: readonly GivenError[]): Promise<Answer>
  /** The answer that tells a client of errors. */
  fail(errors: readonly GivenError[]): Answer
}

/**
 * Streams a subscription from the one subgraph that has it, and completes each event from the others: the planner splits
 * it into the fetch that streams, and a plan for the rest, which begins with what the event gave.
 */
export async function openStream(
  call: OperationCall,
  { link, fetch, rewriteOutput }: StreamedFetch,
  { complete, fail }: Ways,
): Promise<AsyncIterableIterator<Answer> | Answer> {
  const { variables, caller, signal } = call
  const names = (fetch.variableUsages ?? []).filter((name) => Object.hasOwn(variables, name))
  const request = {
    query: fetch.operation,
    operationName: fetch.operationName,
    variablesJson: JSON.stringify(Object.fromEntries(names.map((name) => [name, variables[name]]))),
    caller,
    signal,
  }
  const opened = await link.subscribe(request).catch((error: unknown) => [errorOf(error)])
  if (Array.isArray(opened)) return fail(opened)
  if (!(Symbol.asyncIterator in opened)) return fail(opened.errors ?? [new GraphQLError('Neither stream nor errors')])
  return completed(opened, fail, async ({ data, errors }) => {
    if (!data) return fail(errors ?? [])
    rewriteOutput?.(data)
    return complete(data, errors ?? [])
  })
}

/** Events that are completed at once, for one stream: each waits for several subgraphs, one after another. */
const AHEAD = 8

/**
 * Completes the events in their order, some of them ahead of the client: what it has not taken is never more than that.
 * `next` is called again only when the last call has ended.
 * Not a generator: its `return` would wait for the next event instead of ending the stream at its source.
 */
function completed(
  events: AsyncIterableIterator<ExecutionResult>,
  fail: Ways['fail'],
  complete: (event: ExecutionResult) => Promise<Answer>,
): AsyncIterableIterator<Answer> {
  const end = { done: true as const, value: undefined }
  const ahead: Promise<IteratorResult<Answer>>[] = []
  let ended = false

  let isAsking = false

  async function completeOne(): Promise<IteratorResult<Answer>> {
    const event = await events.next().finally(() => {
      isAsking = false
    })
    if (event.done || ended) return end
    goAhead()
    return { done: false, value: await complete(event.value) }
  }
  /** One event is asked for at a time: a quiet stream keeps nothing but that. */
  function goAhead(): void {
    if (isAsking || ended || ahead.length === AHEAD) return
    isAsking = true
    const one = completeOne()
    // It is told when its turn comes; until then nobody listens.
    one.catch(() => {})
    ahead.push(one)
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

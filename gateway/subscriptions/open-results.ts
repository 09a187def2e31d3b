import { leavable } from '@varal/platform/live/leavable'
import type { Caller } from '@varal/platform/viewer'
import type { Answer } from '../execute/answer.ts'
import type { Operation } from '../execute/operation.ts'
import type { KnownOperation } from '../operations/known-operations.ts'
import type { CurrentGraph } from './current-graph.ts'
import { StreamResult } from './stream-result.ts'

/** A subscription that somebody wants. */
export interface StreamCall {
  readonly text: string
  readonly operationName: string | undefined
  readonly operation: Operation
  /** Null: it is in no manifest. */
  readonly known: KnownOperation | null
  readonly transport: 'websocket' | 'events'
  readonly variables: Readonly<Record<string, unknown>>
  readonly caller: Caller
  /** What it may cost to open it, if something other than who asks says so. */
  readonly costMax?: number | undefined
  /** Who pays for opening it: the caller, if absent; nobody, if null. */
  readonly payer?: Caller | null
}

/** Results in their order; the next is made when the last has been taken, or a little earlier. */
export type StreamResults = AsyncIterableIterator<StreamResult>

export const isAnswer = (opened: object): opened is Answer => 'text' in opened

/**
 * Opens a subscription, or says why not. When another graph takes its place the stream goes on there from its last
 * cursor. One that has none goes on as it is, and one that does not fit the new graph ends with an error.
 */
export async function openResults(call: StreamCall, graph: CurrentGraph): Promise<StreamResults | Answer> {
  const opened = await graph.executor.openText(call)
  if (isAnswer(opened)) return opened
  let answers = opened
  let last: StreamResult | null = null
  /** What to do instead of going on, when the answers end. */
  let then: { operation: Operation } | { failure: string } | null = null

  const endListening = graph.onSwap(() => {
    const prepared = graph.executor.prepare(call.text, call.operationName, call.caller)
    const { afterVariable } = graph.traitsOf(call.operation)
    if ('errors' in prepared) then = { failure: reload(prepared.errors) }
    else if (afterVariable !== null && last?.item.cursor) then = { operation: prepared }
    else return
    // Wakes it, if it waits.
    answers.return?.().catch(() => {})
  })

  async function goOn(): Promise<StreamResult | null> {
    if (!then) return null
    if ('failure' in then) {
      const failed = new StreamResult(then.failure)
      then = null
      return failed
    }
    const { operation } = then
    then = null
    const { afterVariable } = graph.traitsOf(operation)
    const variables = { ...call.variables, [afterVariable ?? '']: last?.item.cursor }
    // Going over is our doing, not the client's.
    const again = await graph.executor.openText({ ...call, operation, variables, payer: null })
    if (isAnswer(again)) return new StreamResult(again.text)
    answers = again
    return next()
  }
  async function next(): Promise<StreamResult | null> {
    const { done, value } = await answers.next()
    if (done) return goOn()
    last = new StreamResult(value.text)
    return last
  }
  return leavable(next, () => {
    endListening()
    answers.return?.().catch(() => {})
  })
}

const reload = (errors: readonly { readonly message: string; readonly extensions: object }[]) =>
  JSON.stringify({
    errors: errors.map(({ message, extensions }) => ({
      message: `The graph has changed, and this operation does not fit it any more: reload. ${message}`,
      extensions,
    })),
  })

import { setTimeout as delay } from 'node:timers/promises'
import { type ExecutionResult, GraphQLError, type GraphQLFormattedError } from 'graphql'
import { type Dispatcher, Pool } from 'undici'
import type { Clock } from '../clock.ts'
import { Mistake } from '../errors.ts'
import { DEADLINE_MS, withinDeadline } from './deadline.ts'
import { HEARTBEAT_MS, readEventStream } from './event-stream.ts'
import type { GraphRequest, SubgraphLink } from './link.ts'
import { callerSeals, SEAL_HEADER } from './sealed-caller.ts'

/** Requests to one subgraph at once; more wait for one of them, within their deadline. */
const CONNECTIONS_MAX = 128
/** Shorter than the server's, so that it is never the server that closes a connection we are about to use. */
const KEEP_ALIVE_MS = 4_000
/** A stream without even a heartbeat for this long is dead. */
const SILENCE_MS = 3 * HEARTBEAT_MS
/** A query is sent again after this, when there was no answer: a process that restarts is back in no time. */
const RETRY_AFTER_MS = 50

export interface HttpLinkOptions {
  readonly name: string
  /** Of the server that `serveLink` started. */
  readonly url: string
  readonly secret: string
  readonly clock: Clock
  readonly deadlineMs?: number
}

/** Reaches a subgraph in another process. An answer may take 3 s; queries, and only they, are tried twice. */
export function httpLink({
  name,
  url,
  secret,
  clock,
  deadlineMs = DEADLINE_MS,
}: HttpLinkOptions): SubgraphLink & AsyncDisposable {
  const { origin, pathname } = new URL('graphql', url.endsWith('/') ? url : `${url}/`)
  const seals = callerSeals({ subgraph: name, secret, clock })
  const requests = new Pool(origin, { connections: CONNECTIONS_MAX, keepAliveTimeout: KEEP_ALIVE_MS })
  // A stream holds its connection as long as it lives: in one pool, streams would leave none for requests.
  const streams = new Pool(origin, { keepAliveTimeout: KEEP_ALIVE_MS, bodyTimeout: SILENCE_MS })

  async function send(
    pool: Pool,
    accept: string,
    { query, variables, operationName, caller }: GraphRequest,
    signal: AbortSignal,
  ) {
    const body = JSON.stringify({ query, variables, operationName })
    const seal = seals.seal(caller, { method: 'POST', path: pathname, body })
    const headers = { 'content-type': 'application/json', accept, [SEAL_HEADER]: seal }
    try {
      const response = await pool.request({ method: 'POST', path: pathname, headers, body, signal })
      if (response.statusCode === 200) return response
      await response.body.dump()
    } catch (error) {
      if (signal.aborted) throw signal.reason
      throw unavailable(name, error)
    }
    throw unavailable(name)
  }

  async function ask(request: GraphRequest, signal: AbortSignal): Promise<ExecutionResult> {
    const { body } = await send(requests, 'application/json', request, signal)
    try {
      return resultFrom(await body.text())
    } catch (error) {
      throw signal.aborted ? signal.reason : unavailable(name, error)
    }
  }

  return {
    execute: (request) =>
      withinDeadline(deadlineMs, request.signal, async (signal) => {
        try {
          return await ask(request, signal)
        } catch (error) {
          if (signal.aborted || !isQuery(request.query)) throw error
          await delay(RETRY_AFTER_MS, undefined, { signal })
          return ask(request, signal)
        }
      }),
    async subscribe(request) {
      const leaving = new AbortController()
      const { body, headers } = await withinDeadline(deadlineMs, request.signal, (signal) => {
        signal.addEventListener('abort', () => leaving.abort(signal.reason), { once: true })
        return send(streams, 'text/event-stream', request, leaving.signal)
      })
      if (!String(headers['content-type']).startsWith('text/event-stream')) return resultFrom(await body.text())
      request.signal?.addEventListener('abort', () => leaving.abort(), { once: true })
      return results(name, body, leaving)
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([requests.destroy(), streams.destroy()])
    },
  }
}

/** The results of an open stream. Returning closes the request, which ends the stream at its source. */
function results(
  name: string,
  body: Dispatcher.ResponseData['body'],
  leaving: AbortController,
): AsyncIterableIterator<ExecutionResult> {
  const events = readEventStream(body)
  const end = { done: true as const, value: undefined }
  // When nobody is reading, what ends the request has no other listener.
  body.on('error', () => {})
  return {
    async next() {
      if (leaving.signal.aborted) return end
      const step = await events.next().catch((error: unknown) => error as Error)
      if (leaving.signal.aborted) return end
      if (step instanceof Error || step.done) {
        leaving.abort()
        throw unavailable(name, step instanceof Error ? step : undefined)
      }
      if (step.value.event === 'next') return { done: false, value: resultFrom(step.value.data) }
      leaving.abort()
      return end
    },
    async return() {
      leaving.abort()
      return end
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

/** Operations that the planner writes begin with what they are. What begins otherwise is sent once. */
const isQuery = (text: string) => /^\s*(query\b|\{)/.test(text)

function unavailable(name: string, cause?: unknown): Mistake {
  const mistake = new Mistake('SUBGRAPH_UNAVAILABLE', `The part of Varal that knows this (${name}) cannot be reached.`)
  mistake.cause = cause
  return mistake
}

function resultFrom(text: string): ExecutionResult {
  const { errors, ...result } = JSON.parse(text) as ExecutionResult & { errors?: GraphQLFormattedError[] }
  if (!errors) return result
  return {
    ...result,
    errors: errors.map(({ message, path, extensions }) => new GraphQLError(message, { path, extensions })),
  }
}

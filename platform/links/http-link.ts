import { setTimeout as delay } from 'node:timers/promises'
import { type ExecutionResult, GraphQLError, type GraphQLFormattedError } from 'graphql'
import { type Dispatcher, Pool } from 'undici'
import { BoundedMap } from '../bounded-map.ts'
import type { Clock } from '../clock.ts'
import { Mistake } from '../errors.ts'
import { traceparent } from '../trace.ts'
import { DEADLINE_MS, withinDeadline } from './deadline.ts'
import { HEARTBEAT_MS, readEventStream } from './event-stream.ts'
import type { GraphRequest, SubgraphLink } from './link.ts'
import { postJson } from './post-json.ts'
import { callerSeals, SEAL_HEADER } from './sealed-caller.ts'

/** Requests to one subgraph at once; more wait for one of them, within their deadline. */
const CONNECTIONS_MAX = 128
/** Shorter than the server's, so that it is never the server that closes a connection we are about to use. */
const KEEP_ALIVE_MS = 4_000
/** A stream without even a heartbeat for this long is dead. */
const SILENCE_MS = 3 * HEARTBEAT_MS
/** A query is sent again after this, when there was no answer: a process that restarts is back in no time. */
const RETRY_AFTER_MS = 50
/** Queries whose text is kept as it is sent. A gateway sends few different ones. */
const QUERIES_MAX = 2_000

export interface HttpLinkOptions {
  readonly name: string
  /** Of the server that `serveLink` started; it answers at `graphql` under it. Without a secret, the very address. */
  readonly url: string
  /** Seals who asks. Null for subgraphs that are not ours: they are told nothing of it. */
  readonly secret: string | null
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
  const { origin, pathname } = secret ? new URL('graphql', url.endsWith('/') ? url : `${url}/`) : new URL(url)
  const seals = secret ? callerSeals({ subgraph: name, secret, clock }) : null
  const requests = new Pool(origin, { connections: CONNECTIONS_MAX, keepAliveTimeout: KEEP_ALIVE_MS })
  // A stream holds its connection as long as it lives: in one pool, streams would leave none for requests.
  const streams = new Pool(origin, { keepAliveTimeout: KEEP_ALIVE_MS, bodyTimeout: SILENCE_MS })
  const beginnings = new BoundedMap(QUERIES_MAX, (query: string) => `{"query":${JSON.stringify(query)}`)

  function bodyOf({ query, operationName, variables, variablesJson }: GraphRequest): string {
    const named = operationName === undefined ? '' : `,"operationName":${JSON.stringify(operationName)}`
    const given = variablesJson ?? (variables && JSON.stringify(variables))
    return `${beginnings.get(query)}${named}${given ? `,"variables":${given}` : ''}}`
  }
  function headersOf({ caller }: GraphRequest, accept: string, body: string): Record<string, string> {
    const headers: Record<string, string> = { 'content-type': 'application/json', accept }
    const trace = traceparent()
    if (trace) headers['traceparent'] = trace
    return seals ? { ...headers, [SEAL_HEADER]: seals.seal(caller, { method: 'POST', path: pathname, body }) } : headers
  }
  async function ask(request: GraphRequest, endsMs: number): Promise<ExecutionResult> {
    const body = bodyOf(request)
    const headers = headersOf(request, 'application/json', body)
    const withinMs = endsMs - performance.now()
    try {
      const answer = await postJson(requests, { path: pathname, headers, body, signal: request.signal, withinMs })
      if (answer.status === 200 || !seals) return resultFrom(answer.body)
    } catch (error) {
      throw request.signal?.aborted || error instanceof Mistake ? error : unavailable(name, error)
    }
    throw unavailable(name)
  }
  async function openStream(request: GraphRequest, signal: AbortSignal) {
    const body = bodyOf(request)
    const headers = headersOf(request, 'text/event-stream', body)
    try {
      const response = await streams.request({ method: 'POST', path: pathname, headers, body, signal })
      if (response.statusCode === 200) return response
      await response.body.dump()
    } catch (error) {
      if (signal.aborted) throw signal.reason
      throw unavailable(name, error)
    }
    throw unavailable(name)
  }

  return {
    async execute(request) {
      const endsMs = performance.now() + (request.withinMs ?? deadlineMs)
      try {
        return await ask(request, endsMs)
      } catch (error) {
        const mayAnswer = error instanceof Mistake && error.extensions['code'] === 'SUBGRAPH_UNAVAILABLE'
        if (!mayAnswer || !isQuery(request.query) || endsMs - performance.now() < RETRY_AFTER_MS) throw error
        await delay(RETRY_AFTER_MS)
        return ask(request, endsMs)
      }
    },
    async subscribe(request) {
      const leaving = new AbortController()
      const { body, headers } = await withinDeadline(deadlineMs, request.signal, (signal) => {
        signal.addEventListener('abort', () => leaving.abort(signal.reason), { once: true })
        return openStream(request, leaving.signal)
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

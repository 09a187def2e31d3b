import type { AccessTokens } from '@varal/platform/access-tokens'
import type { Clock } from '@varal/platform/clock'
import type { MistakeCode } from '@varal/platform/errors'
import { type ServerSentEvent, writeEventStream } from '@varal/platform/links/event-stream'
import type { Logger } from '@varal/platform/log'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ExecutionResult } from 'graphql'
import { callerOf } from '../auth/caller.ts'
import { signIn, TOKEN_REFUSED } from '../auth/sign-in.ts'
import type { Executor } from '../execute/executor.ts'
import type { Operation } from '../execute/operations.ts'
import { refuse } from '../http/answers.ts'
import type { InFlight } from '../in-flight.ts'
import { streamRequest } from './stream-request.ts'

/** A client that takes nothing for this long is cut off. */
const STUCK_MS = 5_000

export interface EventStreamOptions {
  readonly path: string
  readonly executor: Executor
  readonly accessTokens: AccessTokens
  readonly clock: Clock
  readonly log: Logger
  readonly inFlight: InFlight
}

/** Ends all streams, without `complete`: clients come back, and resume. */
export type EndStreams = () => void

/**
 * GET and POST /graphql/stream: an operation's results as server-sent events `next`, and `complete` at the end, as
 * graphql-sse's "distinct connections" have them. The id of an event is the cursor of its item, if the operation asks for
 * `cursor` and has a variable `$after`: a browser then resumes by itself, where it was.
 */
export function eventStreamRoute(app: FastifyInstance, options: EventStreamOptions): EndStreams {
  const { path, executor, accessTokens, clock, log, inFlight } = options
  const open = new Set<FastifyReply>()

  async function handler(http: FastifyRequest, reply: FastifyReply) {
    const signedIn = await signIn(http.headers.authorization, accessTokens)
    if (!signedIn) return refuse(reply, 401, 'UNAUTHENTICATED', TOKEN_REFUSED)
    const request = streamRequest(http)
    if (!request) return refuse(reply, 400, 'BAD_REQUEST', 'Send a `query`, and `variables` as an object.')
    const caller = callerOf(http.raw, signedIn.viewer, http.id)
    const operation = executor.prepare(request.query, request.operationName, caller)
    if ('errors' in operation) return answer(reply, operation)
    if (http.method === 'GET' && operation.kind === 'mutation')
      return refuse(reply.header('allow', 'POST'), 405, 'BAD_REQUEST', 'GET changes nothing: send mutations with POST.')

    const resumes = declaresAfter(operation)
    const after = resumes && request.lastEventId !== undefined ? { after: request.lastEventId } : {}
    const leaving = new AbortController()
    reply.raw.once('close', () => leaving.abort())
    const call = { operation, variables: { ...request.variables, ...after }, caller, signal: leaving.signal }
    const opened =
      operation.kind === 'subscription' ? await executor.open(call) : once(await inFlight.track(executor.run(call)))
    if (!(Symbol.asyncIterator in opened)) return answer(reply, opened)

    const leftMs = signedIn.expiresAt ? signedIn.expiresAt.getTime() - clock.now().getTime() : null
    const expiry = leftMs === null ? undefined : setTimeout(() => reply.raw.end(), Math.max(0, leftMs))
    const headers = reply.getHeaders() as Record<string, string>
    reply.hijack()
    open.add(reply)
    await writeEventStream(reply.raw, eventsOf(opened, resumes), { headers, stuckMs: STUCK_MS }).catch((err: unknown) =>
      log.error({ err, requestId: http.id }, 'a stream failed'),
    )
    clearTimeout(expiry)
    open.delete(reply)
  }

  app.route({ method: ['GET', 'POST'], url: path, handler })
  return () => {
    for (const reply of open) reply.raw.end()
  }
}

const declaresAfter = ({ context }: Operation) =>
  context.operation.variableDefinitions?.some(({ variable }) => variable.name.value === 'after') ?? false

async function* once(result: ExecutionResult) {
  yield result
}

function eventsOf(results: AsyncIterableIterator<ExecutionResult>, resumes: boolean): AsyncIterator<ServerSentEvent> {
  let isComplete = false
  return {
    async next() {
      if (isComplete) return { done: true, value: undefined }
      const { done, value } = await results.next()
      if (!done) {
        const id = resumes ? cursorOf(value) : undefined
        return { done: false, value: { event: 'next', id, data: JSON.stringify(value) } }
      }
      isComplete = true
      return { done: false, value: { event: 'complete', data: '' } }
    },
    async return() {
      isComplete = true
      await results.return?.()
      return { done: true, value: undefined }
    },
  }
}

/** The cursor of the one item in a result. */
function cursorOf({ data }: ExecutionResult): string | undefined {
  const [item] = Object.values(data ?? {})
  const cursor = typeof item === 'object' && item !== null && 'cursor' in item ? item.cursor : undefined
  return typeof cursor === 'string' && /^[\w.~-]+$/.test(cursor) ? cursor : undefined
}

const statuses: Partial<Record<MistakeCode, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  BAD_REQUEST: 400,
  OVERLOADED: 503,
  SUBGRAPH_UNAVAILABLE: 503,
  TIMEOUT: 504,
}

/** A stream that does not begin is answered in one piece, with a status: `EventSource` would hide anything else. */
function answer(reply: FastifyReply, { errors }: { readonly errors?: ExecutionResult['errors'] | readonly unknown[] }) {
  const [first] = errors as readonly { extensions: { code: MistakeCode } }[]
  const status = (first && statuses[first.extensions.code]) ?? 500
  return reply.code(status).type('application/json; charset=utf-8').send(JSON.stringify({ errors }))
}

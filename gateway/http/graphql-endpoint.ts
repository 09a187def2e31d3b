import { randomUUID } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { type Span, tracedRequest } from '@varal/platform/trace'
import { clientError } from '../execute/client-errors.ts'
import type { InFlight } from '../in-flight.ts'
import { type Outcome, requestLog } from '../request-log.ts'
import { type AnswerOptions, answerRequest } from './answer-request.ts'
import { originHeaders, preflightHeaders } from './cors.ts'
import type { HttpAnswer, HttpRefusal } from './http-answer.ts'
import { answerType } from './media-type.ts'
import type { AllowedOrigins } from './origins.ts'

export interface GraphqlEndpointOptions extends AnswerOptions {
  readonly allowedOrigins: AllowedOrigins
  readonly inFlight: InFlight
  /** Whether connections are to end with their answer. */
  readonly isStopping: () => boolean
}

/** GET and POST /graphql: queries, and with POST mutations; with as little in between as there can be. */
export function graphqlEndpoint(options: GraphqlEndpointOptions): RequestListener {
  const { allowedOrigins, inFlight, log, isStopping } = options
  const finish = requestLog(log)
  const answer = answerRequest(options)

  function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = randomUUID()
    const { traceparent } = request.headers
    const parent = typeof traceparent === 'string' ? traceparent : undefined
    return tracedRequest(parent, 'request', { 'varal.request_id': requestId }, (span) =>
      respond(request, response, requestId, span),
    )
  }

  async function respond(
    request: IncomingMessage,
    response: ServerResponse,
    requestId: string,
    span: Span,
  ): Promise<void> {
    const beganMs = performance.now()
    const origin = originHeaders(request, allowedOrigins)
    const shared = { ...always, 'x-request-id': requestId, ...origin }
    const preflight = preflightHeaders(request, origin)
    if (preflight) return void response.writeHead(204, { ...shared, ...preflight }).end()

    const leaving = new AbortController()
    // Aborting makes an error and an event: not for a client that has its answer.
    response.once('close', () => response.writableFinished || leaving.abort())
    const given = await answer(request, requestId, leaving.signal).catch((err: unknown): HttpRefusal => {
      log.error({ err, requestId }, 'a request failed')
      return { status: 500, error: { message: 'a request failed' } }
    })
    const { status, text, headers, operation, known } = 'text' in given ? given : told(given, requestId)
    const { method } = request
    const outcome = 'text' in given ? { ...nothing, ...given } : { ...nothing, errors: [given.error] }
    finish({
      ...{ requestId, transport: 'http', method, status, beganMs, outcome, span },
      ...{ operation: operation ?? null, known: known ?? null },
    })
    if (response.destroyed) return
    const bytes = Buffer.byteLength(text)
    response.writeHead(status, {
      ...shared,
      ...headers,
      ...(isStopping() ? { connection: 'close' } : {}),
      ...(status === 304 ? {} : { 'content-type': contentType(request), 'content-length': bytes }),
    })
    // Most answers are plain ASCII, which is copied rather than encoded.
    response.end(text, bytes === text.length ? 'latin1' : 'utf8')
  }

  function told({ status, error, headers }: HttpRefusal, requestId: string): HttpAnswer {
    // What was not read is still on its way.
    const more = status === 413 ? { connection: 'close' } : headers
    return { status, headers: more, text: JSON.stringify({ errors: [clientError(error, requestId, log)] }) }
  }
  return (request, response) => void inFlight.track(handle(request, response))
}

/** Nothing is kept that does not say so: some caches keep any answer with 200. */
const always = { 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff' }
const nothing: Outcome = { hasData: false, errors: [] }

const contentType = ({ headers }: IncomingMessage) =>
  `${answerType(headers.accept) ?? 'application/json'}; charset=utf-8`

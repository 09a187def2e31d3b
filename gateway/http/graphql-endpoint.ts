import { randomUUID } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { ApolloServer } from '@apollo/server'
import type { AccessTokens } from '@varal/platform/access-tokens'
import type { MistakeCode } from '@varal/platform/errors'
import type { Logger } from '@varal/platform/log'
import { callerOf } from '../auth/caller.ts'
import { signIn, TOKEN_REFUSED } from '../auth/sign-in.ts'
import { type Answer, answerOf } from '../execute/answer.ts'
import { clientError, type GivenError } from '../execute/client-errors.ts'
import type { Executor } from '../execute/executor.ts'
import type { Operation } from '../execute/operation.ts'
import type { InFlight } from '../in-flight.ts'
import { clientOf } from '../operations/client-identity.ts'
import type { OperationFinder } from '../operations/find-operation.ts'
import { isOperationRefusal } from '../operations/operation-refusal.ts'
import { type ApolloContext, askApollo } from './apollo-server.ts'
import { originHeaders, preflightHeaders } from './cors.ts'
import { answerType, isJson } from './media-type.ts'
import type { AllowedOrigins } from './origins.ts'
import { readRequest } from './read-request.ts'
import { statusOf } from './status-of.ts'

export interface GraphqlEndpointOptions {
  /** The one that answers now. */
  readonly executor: () => Executor
  readonly apollo: ApolloServer<ApolloContext>
  readonly accessTokens: AccessTokens
  readonly finder: OperationFinder
  readonly allowedOrigins: AllowedOrigins
  readonly inFlight: InFlight
  readonly log: Logger
  /** Whether connections are to end with their answer. */
  readonly isStopping: () => boolean
}

/** What is sent. */
interface HttpAnswer {
  readonly status: number
  readonly text: string
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * GET and POST /graphql: queries, and with POST mutations. An operation that has been asked before is answered here,
 * with as little in between as there can be; one that is new goes through Apollo Server, which says what is wrong with it.
 */
export function graphqlEndpoint(options: GraphqlEndpointOptions): RequestListener {
  const { executor, apollo, accessTokens, finder, allowedOrigins, inFlight, log, isStopping } = options

  async function answer(request: IncomingMessage, response: ServerResponse, requestId: string): Promise<HttpAnswer> {
    const { method, headers } = request
    const refused = (status: number, error: GivenError, more: Record<string, string> = {}): HttpAnswer => ({
      status,
      // What was not read is still on its way.
      headers: status === 413 ? { connection: 'close' } : more,
      text: JSON.stringify({ errors: [clientError(error, requestId, log)] }),
    })
    const refuse = (status: number, code: MistakeCode, message: string, more?: Record<string, string>) =>
      refused(status, { message, extensions: { code } }, more)

    if (method !== 'GET' && method !== 'POST') return refuse(405, 'BAD_REQUEST', METHODS, { allow: 'GET, POST' })
    if (!answerType(headers.accept)) return refuse(406, 'BAD_REQUEST', ANSWER_TYPES)
    if (method === 'POST' && !isJson(headers['content-type'])) return refuse(415, 'BAD_REQUEST', JSON_ONLY)
    if (headers['content-encoding']) return refuse(415, 'BAD_REQUEST', 'Send the body as it is, not compressed.')

    const asked = await readRequest(request)
    if (isOperationRefusal(asked)) return refused(asked.status, asked.error)
    if (method === 'GET' && asked.reference === null && !headers['apollo-require-preflight'])
      return refuse(400, 'BAD_REQUEST', FORGEABLE)

    const signedIn = await signIn(headers.authorization, accessTokens)
    if (!signedIn)
      return refuse(401, 'UNAUTHENTICATED', TOKEN_REFUSED, { 'www-authenticate': 'Bearer error="invalid_token"' })
    const caller = callerOf(request, signedIn.viewer, requestId)
    const found = await finder.find(asked, { client: clientOf(headers), address: caller.address })
    if (isOperationRefusal(found)) return refused(found.status, found.error)

    const leaving = new AbortController()
    // Aborting makes an error and an event: not for a client that has its answer.
    response.once('close', () => response.writableFinished || leaving.abort())
    const { text, operationName } = found
    const { variables } = asked
    const run = (operation: Operation): Promise<Answer> => {
      // A mutation that has begun goes on when its client has left.
      const signal = operation.kind === 'query' ? leaving.signal : undefined
      return executor().answer({ operation, variables, caller, signal })
    }
    const operation = executor().known(text, operationName)
    if (operation && method === 'GET' && operation.kind !== 'query')
      return refuse(405, 'BAD_REQUEST', NO_CHANGES, { allow: 'POST' })
    const excesses = operation ? [] : executor().excesses(text, caller)
    if (excesses.length > 0) return { status: 400, text: answerOf(undefined, excesses).text }
    const given = operation
      ? await run(operation)
      : await askApollo(apollo, { request, text, operationName, variables, requestId, run: prepareAndRun }, log)

    async function prepareAndRun(source: string, name: string | undefined): Promise<Answer> {
      const prepared = executor().prepare(source, name, caller)
      return 'errors' in prepared ? answerOf(undefined, prepared.errors) : run(prepared)
    }
    if (!('hasData' in given)) return given
    found.remember?.()
    return { status: statusOf(given), text: given.text, ...(given.headers ? { headers: given.headers } : {}) }
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = randomUUID()
    const origin = originHeaders(request, allowedOrigins)
    const shared = { 'x-request-id': requestId, 'x-content-type-options': 'nosniff', ...origin }
    const preflight = preflightHeaders(request, origin)
    if (preflight) return void response.writeHead(204, { ...shared, ...preflight }).end()

    const { status, text, headers } = await answer(request, response, requestId).catch((err: unknown): HttpAnswer => {
      log.error({ err, requestId }, 'a request failed')
      return {
        status: 500,
        text: JSON.stringify({
          errors: [clientError({ message: 'failed', extensions: { code: 'INTERNAL' } }, requestId, log)],
        }),
      }
    })
    if (response.destroyed) return
    response.writeHead(status, {
      'content-type': `${answerType(request.headers.accept) ?? 'application/json'}; charset=utf-8`,
      'content-length': Buffer.byteLength(text),
      ...shared,
      ...headers,
      ...(isStopping() ? { connection: 'close' } : {}),
    })
    response.end(text)
  }
  return (request, response) => void inFlight.track(respond(request, response))
}

const METHODS = 'Send queries with GET or POST, and mutations with POST.'
const ANSWER_TYPES = 'Answers are application/graphql-response+json or application/json.'
const JSON_ONLY = 'Send JSON, with the content type application/json.'
const NO_CHANGES = 'GET changes nothing: send mutations with POST.'
const FORGEABLE =
  'A foreign page could send this too. Send the header `apollo-require-preflight`, or a persisted operation, or use POST.'

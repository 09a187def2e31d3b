import type { IncomingMessage } from 'node:http'
import type { ApolloServer } from '@apollo/server'
import type { Logger } from '@varal/platform/log'
import type { Caller } from '@varal/platform/viewer'
import { callerOf } from '../auth/caller.ts'
import type { Identify } from '../auth/identify.ts'
import { type Answer, answerOf } from '../execute/answer.ts'
import type { Executor } from '../execute/executor.ts'
import type { Operation } from '../execute/operation.ts'
import { clientOf } from '../operations/client-identity.ts'
import { costMaxOf } from '../operations/cost-max.ts'
import type { FoundOperation, OperationFinder } from '../operations/find-operation.ts'
import { httpCaching } from '../operations/http-caching.ts'
import { isOperationRefusal } from '../operations/operation-refusal.ts'
import { type ApolloContext, type ApolloRefusal, askApollo } from './apollo-server.ts'
import { type HttpAnswer, type HttpRefusal, refuse, refuseForm } from './http-answer.ts'
import { readRequest } from './read-request.ts'
import { statusOf } from './status-of.ts'

export interface AnswerOptions {
  /** The one that answers now. */
  readonly executor: () => Executor
  readonly apollo: ApolloServer<ApolloContext>
  readonly identify: Identify
  readonly finder: OperationFinder
  /** Whether who asks for it is told how an answer is made: where anybody may ask for anything. */
  readonly explains: boolean
  readonly log: Logger
}

/** @param leaving aborted when the client does not wait any more */
export type AnswerRequest = (
  request: IncomingMessage,
  requestId: string,
  leaving: AbortSignal,
) => Promise<HttpAnswer | HttpRefusal>

/**
 * Answers a request for an operation. One that has been asked before is run at once; one that is new goes through Apollo
 * Server first, which says what is wrong with it.
 */
export function answerRequest({ executor, apollo, identify, finder, explains, log }: AnswerOptions): AnswerRequest {
  return async (request, requestId, leaving) => {
    const { method, headers } = request
    const malformed = refuseForm(request)
    if (malformed) return malformed
    const asked = await readRequest(request)
    if (isOperationRefusal(asked)) return asked
    if (method === 'GET' && asked.reference === null && !headers['apollo-require-preflight'])
      return refuse(400, 'BAD_REQUEST', FORGEABLE)

    const identity = await identify({ authorization: headers.authorization, apiKey: headers['x-api-key'] })
    if ('refusal' in identity) return refuse(401, 'UNAUTHENTICATED', identity.refusal, CHALLENGE)
    const caller = callerOf(request, identity, requestId)
    const found = await finder.find(asked, { client: clientOf(headers), address: caller.address })
    if (isOperationRefusal(found)) return found

    const { variables } = asked
    let ran: Operation | undefined
    const run = (operation: Operation): Promise<Answer> => {
      ran = operation
      return executor().answer({
        ...{ operation, variables, caller },
        costMax: costMaxOf(caller.app, found),
        isPublic: isPublic(request, operation, caller),
        explains: explains && method === 'POST' && headers[EXPLAIN_HEADER] === '1',
        // A mutation that has begun goes on when its client has left.
        signal: operation.kind === 'query' ? leaving : undefined,
      })
    }
    const known = executor().known(found.text, found.operationName)
    if (known && method === 'GET' && known.kind !== 'query')
      return refuse(405, 'BAD_REQUEST', NO_CHANGES, { allow: 'POST' })
    const given = known ? await run(known) : await askFirstTime(request, found, variables, caller, run)
    if (!('hasData' in given)) return given
    found.remember?.()
    const http = method === 'GET' && ran ? cacheable(request, given, ran, caller) : given
    return { ...given, status: statusOf(given), ...http, operation: ran, known: found.known }
  }

  async function askFirstTime(
    request: IncomingMessage,
    { text, operationName, known }: FoundOperation,
    variables: Readonly<Record<string, unknown>>,
    caller: Caller,
    run: (operation: Operation) => Promise<Answer>,
  ): Promise<Answer | ApolloRefusal> {
    // Before Apollo Server does anything that grows with it.
    const excesses = executor().excesses(text, caller)
    if (excesses.length > 0) return answerOf(undefined, excesses)
    const prepareAndRun = async (source: string, name: string | undefined) => {
      const prepared = executor().prepare(source, name, caller, known !== null)
      return 'errors' in prepared ? answerOf(undefined, prepared.errors) : run(prepared)
    }
    const { requestId } = caller
    return askApollo(apollo, { request, text, operationName, variables, requestId, run: prepareAndRun }, log)
  }
}

const EXPLAIN_HEADER = 'x-varal-explain'
const CHALLENGE = { 'www-authenticate': 'Bearer error="invalid_token"' }
const NO_CHANGES = 'GET changes nothing: send mutations with POST.'
const FORGEABLE =
  'A foreign page could send this too. Send the header `apollo-require-preflight`, or a persisted operation, or use POST.'

/** Who is known is answered for themselves. */
const isStranger = ({ viewer, app }: Caller) => viewer.kind === 'anonymous' && app === null

const isPublic = ({ method }: IncomingMessage, { publicSeconds }: Operation, caller: Caller) =>
  method === 'GET' && publicSeconds > 0 && isStranger(caller)

function cacheable(
  { headers }: IncomingMessage,
  answer: Answer,
  { publicSeconds }: Operation,
  caller: Caller,
): HttpAnswer {
  const { headers: cacheHeaders, isNotModified } = httpCaching({
    method: 'GET',
    isIdentified: !isStranger(caller),
    publicSeconds,
    hasErrors: answer.errors.length > 0,
    body: answer.text,
    ifNoneMatch: headers['if-none-match'],
  })
  const all = { ...answer.headers, ...cacheHeaders }
  return isNotModified
    ? { status: 304, text: '', headers: all }
    : { status: statusOf(answer), text: answer.text, headers: all }
}

import type { FastifyReply, FastifyRequest } from 'fastify'
import { callerOf, nobody } from '../auth/caller.ts'
import type { Credentials } from '../auth/identify.ts'
import { TOKEN_REFUSED } from '../auth/sign-in.ts'
import { refuse } from '../http/answers.ts'
import { clientOf } from '../operations/client-identity.ts'
import type { OperationRefusal } from '../operations/operation-refusal.ts'
import { type OperationRequest, readOperationRequest, readOperationSearch } from '../operations/operation-request.ts'
import type { ClientSession, SessionRefusal } from './client-session.ts'
import type { ConnectionRefusal } from './connections.ts'
import type { StreamCall } from './open-results.ts'
import { type CallRefusal, isCallRefusal, prepareCall, refusedCall } from './prepare-call.ts'
import type { Streaming } from './streaming.ts'

/** What a client asks for: in a JSON body, or, as `EventSource` can send none, in the address: `?query=…&variables={…}`. */
export const operationIn = ({ method, url, body }: FastifyRequest): OperationRequest | OperationRefusal =>
  method === 'GET' ? readOperationSearch(url.slice(url.indexOf('?') + 1 || url.length)) : readOperationRequest(body)

/** What a request wants streamed, or why it cannot be. */
export async function callOf(
  http: FastifyRequest,
  request: OperationRequest | OperationRefusal,
  session: ClientSession,
  streaming: Streaming,
): Promise<StreamCall | CallRefusal> {
  const caller = callerOf(http.raw, nobody, http.id)
  const call = await prepareCall(
    { request, session, caller, client: clientOf(http.headers), transport: 'events' },
    streaming,
  )
  if (isCallRefusal(call) || http.method !== 'GET' || call.operation.kind !== 'mutation') return call
  const message = 'GET changes nothing: send mutations with POST.'
  return { status: 405, errors: [refusedCall(message, http.id, streaming)] }
}

export const credentialsIn = ({ headers }: FastifyRequest): Credentials => ({
  authorization: headers.authorization,
  apiKey: headers['x-api-key'],
})

/** A stream that does not begin is answered in one piece, with a status: `EventSource` would hide anything else. */
export function answerErrors(reply: FastifyReply, { status, errors }: CallRefusal): FastifyReply {
  if (status === 405) reply.header('allow', 'POST')
  return reply.code(status).type('application/json; charset=utf-8').send(JSON.stringify({ errors }))
}

export const refuseConnection = (reply: FastifyReply, { status, reason, retryAfterS }: ConnectionRefusal) =>
  refuse(reply.header('retry-after', retryAfterS), status, 'OVERLOADED', `${reason}.`)

/** Somebody is not who they say they are, or has too much open. */
export function refuseSession(reply: FastifyReply, refused: SessionRefusal): FastifyReply {
  if (refused === 'unauthenticated') return refuse(reply, 401, 'UNAUTHENTICATED', TOKEN_REFUSED)
  if (refused === 'otherUser') return refuse(reply, 403, 'FORBIDDEN', 'This stream is for another user.')
  return refuse(reply.header('retry-after', 30), 429, 'OVERLOADED', 'You have too many streams open: end one first.')
}

import { Mistake } from '@varal/platform/errors'
import type { Caller } from '@varal/platform/viewer'
import { type ClientError, clientError, type GivenError } from '../execute/client-errors.ts'
import type { ClientIdentity } from '../operations/client-identity.ts'
import { costMaxOf } from '../operations/cost-max.ts'
import { isOperationRefusal, type OperationRefusal } from '../operations/operation-refusal.ts'
import type { OperationRequest } from '../operations/operation-request.ts'
import type { ClientSession } from './client-session.ts'
import type { StreamCall } from './open-results.ts'
import type { Streaming } from './streaming.ts'

/** Why an operation does not begin. */
export interface CallRefusal {
  /** For HTTP. */
  readonly status: number
  readonly errors: readonly ClientError[]
}

export interface CallSource {
  readonly request: OperationRequest | OperationRefusal
  readonly session: ClientSession
  /** Who calls, but for the viewer and the app. */
  readonly caller: Caller
  readonly client: ClientIdentity
  readonly transport: StreamCall['transport']
}

/** What a client asks for, ready to run as whoever it is now. */
export async function prepareCall(
  { request, session, caller: from, client, transport }: CallSource,
  { graph, finder, finish, log }: Streaming,
): Promise<StreamCall | CallRefusal> {
  const caller: Caller = { ...from, viewer: session.viewer, app: session.app }
  const beganMs = performance.now()
  const { requestId } = caller
  const refused = (status: number, errors: readonly ClientError[]): CallRefusal => {
    finish({ requestId, transport, beganMs, outcome: { hasData: false, errors }, operation: null, known: null })
    return { status, errors }
  }
  const refusal = (status: number, error: GivenError) => refused(status, [clientError(error, requestId, log)])
  if (isOperationRefusal(request)) return refusal(request.status, request.error)
  const found = await finder.find(request, { client, address: caller.address })
  if (isOperationRefusal(found)) return refusal(found.status, found.error)

  const { text, operationName } = found
  const operation = graph.executor.prepare(text, operationName, caller, found.known !== null)
  if ('errors' in operation) return refused(400, operation.errors)
  found.remember?.()
  return {
    text: graph.textOf(operation, text),
    ...{ operationName, operation, variables: request.variables, caller, transport },
    known: found.known,
    costMax: costMaxOf(caller.app, found),
  }
}

export const isCallRefusal = (given: StreamCall | CallRefusal): given is CallRefusal => 'errors' in given

/** For a mistake that is found before the operation is. */
export const refusedCall = (message: string, requestId: string, { log }: Pick<Streaming, 'log'>): ClientError =>
  clientError(new Mistake('BAD_REQUEST', message), requestId, log)

import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { AccessTokens } from '@varal/platform/access-tokens'
import type { Clock } from '@varal/platform/clock'
import { Mistake } from '@varal/platform/errors'
import type { Logger } from '@varal/platform/log'
import type { Caller, Viewer } from '@varal/platform/viewer'
import type { ExecutionArgs } from 'graphql'
import { type Context, makeServer, type Server } from 'graphql-ws'
import { callerOf } from '../auth/caller.ts'
import { signIn } from '../auth/sign-in.ts'
import { clientError, graphqlErrorOf } from '../execute/client-errors.ts'
import type { Executor } from '../execute/executor.ts'
import type { Operation } from '../execute/operations.ts'
import type { InFlight } from '../in-flight.ts'
import type { ClientSocket } from './client-socket.ts'

/** A client says who it is within this time of connecting. */
const INIT_WITHIN_MS = 3_000
/** Operations that one socket may have open at once. */
const OPERATIONS_MAX = 20

/** What is known of a socket. `viewer` is set once the client has said who it is. */
export interface SocketExtra {
  readonly client: ClientSocket
  readonly request: IncomingMessage
  viewer?: Viewer
  expiry?: NodeJS.Timeout
}

export interface OverSocketOptions {
  readonly executor: Executor
  readonly accessTokens: AccessTokens
  readonly clock: Clock
  readonly log: Logger
  readonly inFlight: InFlight
}

type InitPayload = Readonly<Record<string, unknown>> | undefined
interface CallContext {
  readonly operation: Operation
  readonly caller: Caller
}

/** The graphql-ws protocol over our executor: subscriptions, queries and mutations, each with a request id of its own. */
export function operationsOverSocket(options: OverSocketOptions): Server<SocketExtra> {
  const { executor, accessTokens, clock, log, inFlight } = options

  const callOf = ({ contextValue, variableValues }: ExecutionArgs) => ({
    ...(contextValue as CallContext),
    variables: variableValues ?? {},
  })

  return makeServer<InitPayload, SocketExtra>({
    connectionInitWaitTimeout: INIT_WITHIN_MS,
    async onConnect({ connectionParams, extra }) {
      const signedIn = await signIn(authorizationIn(connectionParams), accessTokens)
      const leftMs = signedIn?.expiresAt ? signedIn.expiresAt.getTime() - clock.now().getTime() : null
      if (!signedIn || (leftMs !== null && leftMs <= 0)) {
        extra.client.close('unauthenticated')
        return false
      }
      extra.viewer = signedIn.viewer
      if (leftMs !== null) extra.expiry = setTimeout(() => extra.client.close('unauthenticated'), leftMs)
      return true
    },
    onClose: ({ extra }) => clearTimeout(extra.expiry),
    onSubscribe({ extra, subscriptions }: Context<InitPayload, SocketExtra>, _id, { query, operationName, variables }) {
      const { request, viewer = { kind: 'anonymous' } } = extra
      const caller = callerOf(request, viewer, randomUUID())
      if (Object.keys(subscriptions).length > OPERATIONS_MAX) {
        const tooMany = new Mistake('BAD_REQUEST', `A socket has at most ${OPERATIONS_MAX} operations at once.`)
        return [graphqlErrorOf(clientError(tooMany, caller.requestId, log))]
      }
      const operation = executor.prepare(query, operationName ?? undefined, caller)
      if ('errors' in operation) return operation.errors.map(graphqlErrorOf)
      const contextValue: CallContext = { operation, caller }
      const { document } = operation
      return { schema: executor.schema, document, operationName, variableValues: variables, contextValue }
    },
    execute: (args) => inFlight.track(executor.run(callOf(args))),
    subscribe: (args) => executor.open(callOf(args)),
  })
}

/** Browsers cannot send headers with a socket. Explorers send what is in their header editor, as somebody typed it. */
function authorizationIn(payload: InitPayload): unknown {
  const name = Object.keys(payload ?? {}).find((key) => key.toLowerCase() === 'authorization')
  return name === undefined ? undefined : payload?.[name]
}

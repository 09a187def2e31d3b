import { randomUUID } from 'node:crypto'
import type { Caller } from '@varal/platform/viewer'
import type { ExecutionArgs, ExecutionResult } from 'graphql'
import { type Context, makeServer, type Server } from 'graphql-ws'
import type { Credentials } from '../auth/identify.ts'
import { resultOf } from '../execute/answer.ts'
import { clientError, graphqlErrorOf } from '../execute/client-errors.ts'
import { clientOf } from '../operations/client-identity.ts'
import { readOperationRequest } from '../operations/operation-request.ts'
import type { ClientSession } from './client-session.ts'
import type { ClientSocket } from './client-socket.ts'
import { tooManyStreams } from './connections.ts'
import { isAnswer, type StreamCall } from './open-results.ts'
import type { Watch } from './outlet.ts'
import { isCallRefusal, prepareCall, refusedCall } from './prepare-call.ts'
import { SocketOutlet } from './socket-outlet.ts'
import type { Streaming } from './streaming.ts'

/** A client says who it is within this time of connecting. */
const INIT_WITHIN_MS = 3_000

/** What is known of a socket. */
export interface SocketExtra {
  readonly client: ClientSocket
  readonly session: ClientSession
  /** Who calls, but for the viewer, the app and the request id. */
  readonly caller: Caller
}

type InitPayload = Readonly<Record<string, unknown>> | undefined
interface CallContext {
  readonly call: StreamCall
  readonly extra: SocketExtra
  readonly operationId: string
}

/** The graphql-ws protocol over our executor: subscriptions, queries and mutations, each with a request id of its own. */
export function operationsOverSocket(streaming: Streaming): Server<SocketExtra> {
  const { graph, streams, answer, connections, log, inFlight } = streaming
  const { operationsPerSocket } = connections.limits
  const contextOf = ({ contextValue }: ExecutionArgs) => contextValue as CallContext

  async function subscribe(args: ExecutionArgs): Promise<AsyncIterableIterator<never> | ExecutionResult> {
    const { call, extra, operationId } = contextOf(args)
    const release = connections.stream(extra.session.holder)
    if (!release) return { errors: [graphqlErrorOf(clientError(tooManyStreams, call.caller.requestId, log))] }
    const watch = await streams.watch(call, new SocketOutlet(extra.client, operationId)).catch((error: unknown) => {
      release()
      throw error
    })
    if (isAnswer(watch)) release()
    else watch.ended.finally(release).catch(() => {})
    return isAnswer(watch) ? { errors: watch.errors.map(graphqlErrorOf) } : silent(watch)
  }

  return makeServer<InitPayload, SocketExtra>({
    connectionInitWaitTimeout: INIT_WITHIN_MS,
    async onConnect({ connectionParams, extra: { session, client } }) {
      const refused = await session.signIn(credentialsIn(connectionParams))
      if (refused) client.close(refused)
      return refused === null
    },
    async onSubscribe(
      { extra, subscriptions, connectionParams }: Context<InitPayload, SocketExtra>,
      operationId,
      payload,
    ) {
      const { session, caller: from } = extra
      const caller: Caller = { ...from, requestId: randomUUID() }
      if (Object.keys(subscriptions).length > operationsPerSocket) {
        const message = `A socket has at most ${operationsPerSocket} operations at once.`
        return [graphqlErrorOf(refusedCall(message, caller.requestId, streaming))]
      }
      const request = readOperationRequest(payload)
      const client = clientOf(lowerCased(connectionParams))
      const call = await prepareCall({ request, session, caller, client, transport: 'websocket' }, streaming)
      if (isCallRefusal(call)) return call.errors.map(graphqlErrorOf)
      const { operation, operationName } = call
      const contextValue: CallContext = { call, extra, operationId }
      return { schema: graph.executor.schema, document: operation.document, operationName, contextValue }
    },
    execute: async (args) => resultOf(await inFlight.track(answer(contextOf(args).call))),
    subscribe,
  })
}

/** For graphql-ws, which would send each result by itself: ends when the operation does. */
function silent(watch: Watch): AsyncIterableIterator<never> {
  const end = { done: true as const, value: undefined }
  return {
    next: () => watch.ended.then(() => end),
    async return() {
      watch.leave()
      return end
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

/** Browsers cannot send headers with a socket: what they would say there stands in the payload. */
export function credentialsIn(payload: InitPayload): Credentials {
  const { authorization, 'x-api-key': apiKey } = lowerCased(payload)
  return { authorization, apiKey }
}

/** Explorers send what is in their header editor, as somebody typed it. */
const lowerCased = (payload: InitPayload): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(payload ?? {}).map(([name, value]) => [name.toLowerCase(), value]))

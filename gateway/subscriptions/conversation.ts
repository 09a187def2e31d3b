import type { Caller } from '@varal/platform/viewer'
import { MessageType } from 'graphql-ws'
import type { Credentials } from '../auth/identify.ts'
import type { ClientError } from '../execute/client-errors.ts'
import { type ClientIdentity, clientOf, nameless } from '../operations/client-identity.ts'
import { readOperationRequest } from '../operations/operation-request.ts'
import type { ClientSession } from './client-session.ts'
import type { ClientSocket } from './client-socket.ts'
import { isAnswer, type StreamCall } from './open-results.ts'
import type { Watch } from './outlet.ts'
import { isCallRefusal, prepareCall, refusedCall } from './prepare-call.ts'
import { newRequestId } from './request-id.ts'
import { clientMessage } from './socket-messages.ts'
import { SocketOutlet } from './socket-outlet.ts'
import { StreamResult } from './stream-result.ts'
import type { Streaming } from './streaming.ts'

/** A client says who it is within this time of connecting. */
const INIT_WITHIN_MS = 3_000

type Fields = Readonly<Record<string, unknown>>

/** An operation of a client; its stream, once it is open. */
interface Operation {
  watch: Watch | null
}

/**
 * What is said over one socket, in the protocol graphql-transport-ws: subscriptions, queries and mutations, each with a
 * request id of its own. graphql-ws' own server does the same, but keeps two kilobytes for each operation that is open,
 * and sends each result by itself, after the last has left.
 */
export class Conversation {
  readonly #client: ClientSocket
  readonly #session: ClientSession
  readonly #streaming: Streaming
  /** Who calls, but for the viewer, the app and the request id. */
  readonly #caller: Caller
  readonly #operations = new Map<string, Operation>()
  #initDue: NodeJS.Timeout | undefined
  #software: ClientIdentity = nameless
  #state: 'silent' | 'introduced' | 'acknowledged' = 'silent'

  constructor(client: ClientSocket, session: ClientSession, caller: Caller, streaming: Streaming) {
    this.#client = client
    this.#session = session
    this.#caller = caller
    this.#streaming = streaming
    this.#initDue = setTimeout(() => client.close('silent'), INIT_WITHIN_MS)
  }

  /** Takes what the client says. @throws what is our fault */
  async hear(text: string): Promise<void> {
    const message = clientMessage(text)
    if (!message) return this.#client.close('notUnderstood')
    switch (message.type) {
      case MessageType.ConnectionInit:
        return this.#introduce(message.payload)
      case MessageType.Ping:
        return this.#answerPing(message.payload)
      case MessageType.Subscribe:
        return this.#begin(message.id, message.payload)
      case MessageType.Complete:
        return this.#stop(message.id)
    }
  }

  /** The socket is closing, or closed. */
  leave(): void {
    clearTimeout(this.#initDue)
    const operations = [...this.#operations.values()]
    this.#operations.clear()
    for (const { watch } of operations) watch?.leave()
  }

  async #introduce(payload: Fields | null): Promise<void> {
    if (this.#state !== 'silent') return this.#client.close('introducedTwice')
    this.#state = 'introduced'
    clearTimeout(this.#initDue)
    this.#initDue = undefined
    const said = lowerCased(payload)
    this.#software = clientOf(said)
    const refused = await this.#session.signIn(credentialsIn(said))
    if (refused) return this.#client.close(refused)
    this.#state = 'acknowledged'
    this.#say({ type: MessageType.ConnectionAck })
  }

  /** A ping with a newer token lets the socket stay open beyond the end of the last one. The pong says until when. */
  async #answerPing(payload: Fields | null): Promise<void> {
    const credentials = credentialsIn(lowerCased(payload))
    if (credentials.authorization === undefined)
      return this.#say({ type: MessageType.Pong, ...(payload ? { payload } : {}) })
    const refused = await this.#session.refresh(credentials)
    if (refused) return this.#client.close(refused)
    this.#say({ type: MessageType.Pong, payload: { authorizedUntil: this.#session.expiresAt } })
  }

  async #begin(id: string, payload: Fields): Promise<void> {
    if (this.#state !== 'acknowledged') return this.#client.close('notIntroduced')
    if (this.#operations.has(id)) return this.#client.close('twoOfOneId')
    const caller: Caller = { ...this.#caller, requestId: newRequestId() }
    const { operationsPerSocket } = this.#streaming.connections.limits
    if (this.#operations.size >= operationsPerSocket) {
      const message = `A socket has at most ${operationsPerSocket} operations at once.`
      return this.#refuse(id, [refusedCall(message, caller.requestId, this.#streaming)])
    }
    const operation: Operation = { watch: null }
    this.#operations.set(id, operation)
    const request = readOperationRequest(payload)
    const source = { request, session: this.#session, caller, client: this.#software, transport: 'websocket' } as const
    const call = await prepareCall(source, this.#streaming)
    if (this.#operations.get(id) !== operation) return
    if (!isCallRefusal(call)) return this.#run(id, operation, call)
    this.#operations.delete(id)
    this.#refuse(id, call.errors)
  }

  async #run(id: string, operation: Operation, call: StreamCall): Promise<void> {
    const { streams, answer, inFlight } = this.#streaming
    const outlet = new SocketOutlet(this.#client, id)
    const opened =
      call.operation.kind === 'subscription' ? await streams.watch(call, outlet) : await inFlight.track(answer(call))
    if (!isAnswer(opened)) return this.#follow(id, operation, opened)
    if (this.#operations.get(id) === operation) outlet.next(new StreamResult(opened.text))
    this.#complete(id, operation)
  }

  /** Not awaited by who begins it: what that needs would be kept as long as the stream. */
  #follow(id: string, operation: Operation, watch: Watch): void {
    operation.watch = watch
    if (this.#operations.get(id) !== operation) return watch.leave()
    watch.ended.then(() => this.#complete(id, operation))
  }

  #complete(id: string, operation: Operation): void {
    if (this.#operations.get(id) !== operation) return
    this.#operations.delete(id)
    this.#say({ id, type: MessageType.Complete })
  }

  #stop(id: string): void {
    const operation = this.#operations.get(id)
    this.#operations.delete(id)
    operation?.watch?.leave()
  }

  #refuse(id: string, payload: readonly ClientError[]): void {
    this.#say({ id, type: MessageType.Error, payload })
  }

  #say(message: object): void {
    this.#client.say(JSON.stringify(message))
  }
}

/** Browsers cannot send headers with a socket: what they would say there stands in the payload. */
const credentialsIn = ({ authorization, 'x-api-key': apiKey }: Fields): Credentials => ({ authorization, apiKey })

/** Explorers send what is in their header editor, as somebody typed it. */
const lowerCased = (payload: Fields | null): Fields =>
  Object.fromEntries(Object.entries(payload ?? {}).map(([name, value]) => [name.toLowerCase(), value]))

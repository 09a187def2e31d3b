import { randomUUID } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { refuse } from '../http/answers.ts'
import { ClientSession, type SessionRefusal } from './client-session.ts'
import { answerErrors, callOf, credentialsIn, operationIn, refuseConnection, refuseSession } from './event-requests.ts'
import { EventOutlet, EventStream } from './event-stream.ts'
import { isAnswer, type StreamCall } from './open-results.ts'
import type { Watch } from './outlet.ts'
import { isCallRefusal } from './prepare-call.ts'
import { StreamResult } from './stream-result.ts'
import type { Streaming } from './streaming.ts'

/** Who reserves a stream opens it within this time. */
const OPEN_WITHIN_MS = 10_000
const OPERATION_ID_CHARACTERS_MAX = 128
const TOKEN_HEADER = 'x-graphql-event-stream-token'

/** One stream for many operations of a client, from its reservation on. */
interface Reservation {
  readonly session: ClientSession
  readonly operations: Map<string, { watch: Watch | null }>
  readonly opened: PromiseWithResolvers<EventStream>
  stream: EventStream | null
  end(): void
}

/**
 * graphql-sse's "single connection" mode: PUT reserves a stream and gives a token, which everything else is sent with; GET
 * opens it, POST starts an operation whose results come through it, DELETE ends one.
 */
export function singleConnections(open: Set<EventStream>, streaming: Streaming) {
  const { streams, answer, connections, inFlight, log } = streaming
  const { operationsPerSocket } = connections.limits
  const reservations = new Map<string, Reservation>()

  async function reserve(http: FastifyRequest, reply: FastifyReply) {
    const noRoom = connections.open(http.ip)
    if (noRoom) return refuseConnection(reply, noRoom)
    let isOver = false
    const token = randomUUID()
    const session = new ClientSession(streaming, end)
    const opening = setTimeout(end, OPEN_WITHIN_MS)
    const opened = Promise.withResolvers<EventStream>()
    opened.promise.then(() => clearTimeout(opening))
    const reservation: Reservation = { session, operations: new Map(), opened, stream: null, end }
    function end() {
      if (isOver) return
      isOver = true
      clearTimeout(opening)
      reservations.delete(token)
      session.leave()
      connections.close(http.ip)
      for (const { watch } of reservation.operations.values()) watch?.leave()
      reservation.stream?.end()
    }
    const refused = await session.signIn(credentialsIn(http))
    if (refused) {
      end()
      return refuseSession(reply, refused)
    }
    reservations.set(token, reservation)
    return reply.code(201).type('text/plain; charset=utf-8').send(token)
  }

  function openStream(reservation: Reservation, reply: FastifyReply) {
    if (reservation.stream) return refuse(reply, 409, 'BAD_REQUEST', 'This stream is open already.')
    const headers = reply.getHeaders()
    reply.hijack()
    const stream = new EventStream(reply.raw, headers)
    // Some browsers see that the stream is open only when there is something in it.
    stream.write(':\n\n')
    open.add(stream)
    reply.raw.once('close', () => {
      open.delete(stream)
      reservation.end()
    })
    reservation.stream = stream
    reservation.opened.resolve(stream)
  }

  async function start(reservation: Reservation, http: FastifyRequest, reply: FastifyReply) {
    const { session, operations } = reservation
    const request = operationIn(http)
    const call = await callOf(http, request, session, streaming)
    if (isCallRefusal(call)) return answerErrors(reply, call)
    const operationId = 'extensions' in request ? request.extensions['operationId'] : undefined
    if (typeof operationId !== 'string' || operationId === '' || operationId.length > OPERATION_ID_CHARACTERS_MAX)
      return refuse(reply, 400, 'BAD_REQUEST', 'Send `extensions.operationId`, 1 to 128 characters.')
    if (operations.has(operationId)) return refuse(reply, 409, 'BAD_REQUEST', 'There is an operation of this id.')
    if (operations.size >= operationsPerSocket)
      return refuse(reply, 400, 'BAD_REQUEST', `A stream has at most ${operationsPerSocket} operations at once.`)

    const operation = { watch: null }
    operations.set(operationId, operation)
    run(reservation, operationId, call, operation)
      .catch((err: unknown) => log.error({ err, requestId: http.id }, 'a stream failed'))
      .finally(() => {
        if (operations.get(operationId) === operation) operations.delete(operationId)
      })
    return reply.code(202).send()
  }

  async function run(
    { operations, opened }: Reservation,
    operationId: string,
    call: StreamCall,
    operation: { watch: Watch | null },
  ): Promise<void> {
    const stream = await opened.promise
    const bytesOf = (result: StreamResult) => result.eventOf(operationId)
    const complete = `event: complete\ndata: {"id":${JSON.stringify(operationId)}}\n\n`
    const isWanted = () => operations.get(operationId) === operation && stream.isOpen
    const tell = (text: string) => {
      if (isWanted()) stream.write(bytesOf(new StreamResult(text)))
    }
    if (call.operation.kind !== 'subscription') {
      tell((await inFlight.track(answer(call))).text)
    } else {
      const watch = await streams.watch(call, new EventOutlet(() => stream, bytesOf))
      if (isAnswer(watch)) tell(watch.text)
      else {
        operation.watch = watch
        if (!isWanted()) watch.leave()
        await watch.ended
      }
    }
    if (isWanted()) stream.write(complete)
  }

  function stop({ operations }: Reservation, http: FastifyRequest, reply: FastifyReply) {
    const { operationId } = http.query as Readonly<Record<string, unknown>>
    if (typeof operationId !== 'string') return refuse(reply, 400, 'BAD_REQUEST', 'Send `operationId`.')
    const operation = operations.get(operationId)
    operations.delete(operationId)
    operation?.watch?.leave()
    return reply.code(200).send()
  }

  return {
    tokenOf({ headers, query }: FastifyRequest): string | null {
      const token = headers[TOKEN_HEADER] ?? (query as Readonly<Record<string, unknown>>)['token']
      return typeof token === 'string' ? token : null
    },
    async handle(http: FastifyRequest, reply: FastifyReply, token: string | null) {
      // Clients that come back still send the token that they had.
      if (http.method === 'PUT') return reserve(http, reply)
      const reservation = reservations.get(token ?? '')
      if (!reservation) return refuse(reply, 404, 'BAD_REQUEST', 'There is no such stream: reserve one with PUT.')
      if (http.method === 'GET') return openStream(reservation, reply)
      // The token opens the stream, as `EventSource` can send no header; to ask for something takes more.
      const refused = await refusedTo(reservation, http)
      if (refused) return refuseSession(reply, refused)
      return http.method === 'POST' ? start(reservation, http, reply) : stop(reservation, http, reply)
    },
    /** Ends what was reserved; what is open is ended by whoever began it. */
    end() {
      for (const reservation of reservations.values()) if (!reservation.stream) reservation.end()
    },
  }
}

/** A newer token of the same user lets the stream stay open longer. */
async function refusedTo({ session }: Reservation, http: FastifyRequest): Promise<SessionRefusal | null> {
  const credentials = credentialsIn(http)
  if (session.viewer.kind === 'anonymous' && credentials.authorization === undefined) return null
  return session.refresh(credentials)
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { refuse } from '../http/answers.ts'
import { statusOf } from '../http/status-of.ts'
import { ClientSession } from './client-session.ts'
import { answerErrors, callOf, credentialsIn, operationIn, refuseConnection, refuseSession } from './event-requests.ts'
import { EventOutlet, EventStream } from './event-stream.ts'
import { isAnswer, type StreamCall } from './open-results.ts'
import { isCallRefusal } from './prepare-call.ts'
import { singleConnections } from './single-connections.ts'
import { StreamResult } from './stream-result.ts'
import type { Streaming } from './streaming.ts'

const EVENT_ID_CHARACTERS_MAX = 2_048
const TICK_MS = 1_000
const complete = 'event: complete\ndata: \n\n'

/** Ends all streams, without `complete`: clients come back, and resume. */
export type EndStreams = () => void

/**
 * GET and POST /graphql/stream: an operation's results as server-sent events `next`, and `complete` at the end, as
 * graphql-sse's "distinct connections" have them. The id of an event is the cursor of its item, if the operation asks for
 * `cursor` and has a variable for `after`: a browser then resumes by itself, where it was. With a token of PUT, many
 * operations come through one stream: see `singleConnections`.
 */
export function eventStreamRoute(app: FastifyInstance, path: string, streaming: Streaming): EndStreams {
  const { graph, streams, answer, connections, inFlight } = streaming
  const open = new Set<EventStream>()
  const single = singleConnections(open, streaming)
  const ticking = setInterval(() => {
    for (const stream of open) stream.tick()
  }, TICK_MS)
  ticking.unref()

  async function handler(http: FastifyRequest, reply: FastifyReply) {
    const token = single.tokenOf(http)
    if (http.method === 'PUT' || http.method === 'DELETE' || token !== null) return single.handle(http, reply, token)
    const noRoom = connections.open(http.ip)
    if (noRoom) return refuseConnection(reply, noRoom)
    const session = new ClientSession(streaming, () => reply.raw.end())
    reply.raw.once('close', () => {
      session.leave()
      connections.close(http.ip)
    })
    const refused = await session.signIn(credentialsIn(http))
    if (refused) return refuseSession(reply, refused)
    const lastEventId = lastEventIdOf(http)
    if (lastEventId === null) return refuse(reply, 400, 'BAD_REQUEST', 'Last-Event-ID is too long.')
    const call = await callOf(http, operationIn(http), session, streaming)
    if (isCallRefusal(call)) return answerErrors(reply, call)
    return call.operation.kind === 'subscription' ? stream(reply, call, lastEventId) : streamOnce(reply, call)
  }

  /** Begins when it is known that there is something to stream: until then a status can say that there is not. */
  async function stream(reply: FastifyReply, call: StreamCall, lastEventId: string) {
    const { afterVariable } = graph.traitsOf(call.operation)
    const resumed = afterVariable !== null && lastEventId !== '' ? { [afterVariable]: lastEventId } : {}
    let begun: EventStream | undefined
    const events = () => (begun ??= begin(reply))
    const bytesOf = (result: StreamResult) => (afterVariable === null ? result.event : result.eventWithId)
    const resumedCall = { ...call, variables: { ...call.variables, ...resumed } }
    const watch = await streams.watch(resumedCall, new EventOutlet(events, bytesOf))
    if (isAnswer(watch)) return answerErrors(reply, { status: statusOf(watch), errors: watch.errors })
    reply.raw.once('close', () => watch.leave())
    if (reply.raw.destroyed) watch.leave()
    events()
    await watch.ended
    events().write(complete)
    events().end()
  }

  async function streamOnce(reply: FastifyReply, call: StreamCall) {
    const { text } = await inFlight.track(answer(call))
    const events = begin(reply)
    events.write(new StreamResult(text).event)
    events.write(complete)
    events.end()
  }

  function begin(reply: FastifyReply): EventStream {
    const headers = reply.getHeaders()
    reply.hijack()
    const events = new EventStream(reply.raw, headers)
    open.add(events)
    reply.raw.once('close', () => open.delete(events))
    return events
  }

  app.route({ method: ['GET', 'POST', 'PUT', 'DELETE'], url: path, handler })
  return () => {
    clearInterval(ticking)
    single.end()
    for (const events of open) events.endToRestart()
  }
}

/** The id of the last event that the client has, when it reconnects: empty if it has none, null if it is too long. */
function lastEventIdOf({ headers }: FastifyRequest): string | null {
  const id = String(headers['last-event-id'] ?? '')
  return id.length > EVENT_ID_CHARACTERS_MAX ? null : id
}

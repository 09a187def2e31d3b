import Fastify, { type FastifyReply } from 'fastify'
import type { ExecutionResult } from 'graphql'
import type { Clock } from '../clock.ts'
import { Mistake } from '../errors.ts'
import type { Logger } from '../log.ts'
import { registry } from '../metrics.ts'
import { tracedRequest } from '../trace.ts'
import type { Caller } from '../viewer.ts'
import { type ServerSentEvent, writeEventStream } from './event-stream.ts'
import type { GraphRequest, SubgraphLink } from './link.ts'
import { callerSeals, SEAL_HEADER } from './sealed-caller.ts'

const BODY_BYTES_MAX = 1_048_576
/** When the server stops, answers and streams have this long to end. */
const DRAIN_MS = 8_000

export interface LinkServerOptions {
  readonly name: string
  readonly link: SubgraphLink
  readonly secret: string
  readonly clock: Clock
  readonly log: Logger
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  /** For /healthz. Healthy as long as it answers, if absent. */
  readonly isHealthy?: () => Promise<boolean>
}

export interface LinkServer extends AsyncDisposable {
  readonly url: string
}

/**
 * Serves a link to gateways in other processes: POST /graphql, answered with JSON, or as server-sent events `next` and
 * `complete` if that is what is accepted. Only what a gateway sealed is answered. Also GET /healthz and GET /metrics.
 */
export async function serveLink(options: LinkServerOptions): Promise<LinkServer> {
  const { name, link, secret, clock, log, host, port, isHealthy } = options
  const seals = callerSeals({ subgraph: name, secret, clock })
  const streams = new Set<FastifyReply>()
  const app = Fastify({ bodyLimit: BODY_BYTES_MAX })

  // The seal covers the body's bytes, so they are read as they are.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.addHook('onRequest', async (request, reply) => {
    if (request.method === 'POST' && !request.headers[SEAL_HEADER]) return refuse(reply, 401, notSealed())
  })
  let stopping = false
  app.addHook('onSend', async (_request, reply) => {
    if (stopping) reply.header('connection', 'close')
  })
  app.setErrorHandler(async (error: Error & { statusCode?: number }, _request, reply) => {
    // The gateway has left: nobody is there to be told.
    if (reply.raw.destroyed) return reply.hijack()
    const status = error.statusCode ?? 500
    if (status < 500) return refuse(reply, status, new Mistake('BAD_REQUEST', error.message))
    log.error({ err: error }, 'a request failed')
    return refuse(reply, status, new Mistake('INTERNAL', 'Something went wrong on our side. It was logged.'))
  })

  app.post('/graphql', async (http, reply) => {
    const body = http.body instanceof Buffer ? http.body : Buffer.alloc(0)
    const caller = seals.open(String(http.headers[SEAL_HEADER]), { method: 'POST', path: http.url, body })
    if (!caller) {
      log.warn({ subgraph: name }, 'refused a request without a valid seal of the gateway')
      return refuse(reply, 401, notSealed())
    }
    const leaving = new AbortController()
    reply.raw.once('close', () => leaving.abort())
    const request = requestFrom(body, caller, leaving.signal)
    if (!request) return refuse(reply, 400, new Mistake('BAD_REQUEST', 'Send JSON with a `query`.'))
    const { traceparent } = http.headers
    // What is a part of nothing, such as asking whether we are there, is not traced.
    const traced = <Answer>(work: () => Promise<Answer>) =>
      typeof traceparent === 'string'
        ? tracedRequest(traceparent, name, { 'varal.request_id': caller.requestId }, work)
        : work()
    if (!http.headers.accept?.includes('text/event-stream')) {
      return send(reply, 200, await traced(() => link.execute(request)).catch(asResult))
    }
    const opened = await traced(() => link.subscribe(request)).catch(asResult)
    if (!(Symbol.asyncIterator in opened)) return send(reply, 200, opened)
    reply.hijack()
    streams.add(reply)
    // Without `complete`, whoever listens knows that there is more.
    await writeEventStream(reply.raw, eventsOf(opened)).catch((err: unknown) =>
      log.error({ err, requestId: caller.requestId }, 'a stream failed'),
    )
    streams.delete(reply)
  })

  app.get('/healthz', async (_request, reply) => {
    const healthy = (await isHealthy?.()) ?? true
    return reply.code(healthy ? 200 : 503).send({ status: healthy ? 'ok' : 'unavailable' })
  })
  app.get('/metrics', async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()))

  const url = await app.listen({ host, port })
  return {
    url,
    async [Symbol.asyncDispose]() {
      stopping = true
      const closed = app.close()
      for (const reply of streams) reply.raw.end()
      const cutting = setTimeout(() => app.server.closeAllConnections(), DRAIN_MS)
      await closed
      clearTimeout(cutting)
    },
  }
}

/** Whoever can seal is a gateway, and a gateway writes nothing else: null is for the day of a mixed deployment. */
function requestFrom(body: Buffer, caller: Caller, signal: AbortSignal): GraphRequest | null {
  try {
    const { query, variables, operationName } = JSON.parse(body.toString())
    return typeof query === 'string' ? { query, variables, operationName, caller, signal } : null
  } catch {
    return null
  }
}

function eventsOf(results: AsyncIterableIterator<ExecutionResult>): AsyncIterator<ServerSentEvent> {
  let completed = false
  return {
    async next() {
      if (completed) return { done: true, value: undefined }
      const { done, value } = await results.next()
      completed = done === true
      return {
        done: false,
        value: done ? { event: 'complete', data: '' } : { event: 'next', data: JSON.stringify(value) },
      }
    },
    async return() {
      completed = true
      await results.return?.()
      return { done: true, value: undefined }
    },
  }
}

const notSealed = () => new Mistake('UNAUTHENTICATED', 'Only a gateway of this system may ask.')

function asResult(error: unknown): ExecutionResult {
  if (error instanceof Mistake) return { errors: [error] }
  throw error
}

const refuse = (reply: FastifyReply, status: number, mistake: Mistake) => send(reply, status, { errors: [mistake] })

const send = (reply: FastifyReply, status: number, result: ExecutionResult) =>
  reply.code(status).type('application/json').send(JSON.stringify(result))

import { randomUUID } from 'node:crypto'
import { createServer, type RequestListener } from 'node:http'
import type { Logger } from '@varal/platform/log'
import Fastify, { type FastifyError, type FastifyInstance } from 'fastify'
import { refuse } from './answers.ts'
import { BODY_BYTES_MAX } from './read-body.ts'

/** A request has arrived in full within this time: who drips it does not hold a connection for long. */
const ARRIVES_WITHIN_MS = 15_000
/** Longer than the proxies in front of it keep theirs. */
const KEEP_ALIVE_MS = 72_000

/** The one address that does not go through routes: there is one thing to do, and it is done often. */
export interface HotPath {
  readonly path: string
  readonly handle: RequestListener
}

/** A server without routes: every answer names its request's id, every error has the form of a GraphQL error. */
/** @param mounted servers of their own under their paths */
export function bareServer(log: Logger, hot: HotPath, mounted: readonly HotPath[] = []): FastifyInstance {
  const app = Fastify({
    bodyLimit: BODY_BYTES_MAX,
    genReqId: () => randomUUID(),
    trustProxy: false,
    serverFactory: (handle) =>
      createServer({ requestTimeout: ARRIVES_WITHIN_MS, keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
        if (isAt(hot.path, request.url)) return hot.handle(request, response)
        const below = mounted.find(({ path }) => request.url?.startsWith(`${path}/`))
        return below ? below.handle(request, response) : handle(request, response)
      }),
  })
  // JSON only: what a form on a foreign page can send is refused before it is read.
  app.removeContentTypeParser('text/plain')
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff')
  })
  app.setNotFoundHandler(async (_request, reply) =>
    refuse(reply, 404, 'BAD_REQUEST', 'There is nothing here. The API is at /graphql, and / says more.'),
  )
  app.setErrorHandler(async (error: FastifyError, request, reply) => {
    // The client has left: nobody is there to be told.
    if (reply.raw.destroyed) return reply.hijack()
    const status = error.statusCode ?? 500
    if (status < 500) return refuse(reply, status, 'BAD_REQUEST', error.message)
    log.error({ err: error, requestId: request.id }, 'a request failed')
    return refuse(reply, status, 'INTERNAL', 'Something went wrong on our side. It was logged under the request id.')
  })
  return app
}

const isAt = (path: string, url = '') => url === path || url.startsWith(`${path}?`)

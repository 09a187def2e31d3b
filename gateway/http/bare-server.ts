import { randomUUID } from 'node:crypto'
import type { Logger } from '@varal/platform/log'
import Fastify, { type FastifyError, type FastifyInstance } from 'fastify'
import { refuse } from './answers.ts'

const BODY_BYTES_MAX = 102_400
/** A request has arrived in full within this time: who drips it does not hold a connection for long. */
const ARRIVES_WITHIN_MS = 15_000

/** A server without routes: every answer names its request's id, every error has the form of a GraphQL error. */
export function bareServer(log: Logger): FastifyInstance {
  const app = Fastify({
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: ARRIVES_WITHIN_MS,
    genReqId: () => randomUUID(),
    trustProxy: false,
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

import type { FastifyInstance } from 'fastify'
import { type AllowedOrigins, isAllowedOrigin } from './origins.ts'

const MAY_SEND = 'authorization, content-type, accept-language, apollo-require-preflight, last-event-id'
const MAY_READ = 'x-request-id, retry-after'
/** How long a browser need not ask again, in seconds. Browsers cut it down to what they like. */
const REMEMBER_S = 86_400

/** Lets pages of allowed origins call. Never with cookies: who somebody is, is said by the Authorization header alone. */
export function allowOrigins(app: FastifyInstance, allowed: AllowedOrigins): void {
  app.addHook('onRequest', async (request, reply) => {
    const { origin, host } = request.headers
    if (origin === undefined) return
    reply.header('vary', 'origin')
    if (!isAllowedOrigin(origin, host, allowed)) return
    reply
      .header('access-control-allow-origin', allowed ? origin : '*')
      .header('access-control-expose-headers', MAY_READ)
    if (request.method !== 'OPTIONS' || !request.headers['access-control-request-method']) return
    reply
      .header('access-control-allow-methods', 'GET, POST')
      .header('access-control-allow-headers', MAY_SEND)
      .header('access-control-max-age', REMEMBER_S)
    return reply.code(204).send()
  })
}

import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { type AllowedOrigins, isAllowedOrigin } from './origins.ts'

const MAY_SEND =
  'authorization, x-api-key, content-type, accept-language, if-none-match, traceparent, apollo-require-preflight, last-event-id, x-graphql-event-stream-token, apollographql-client-name, apollographql-client-version, graphql-client-name, graphql-client-version, x-client-name, x-client-version'
const MAY_READ =
  'x-request-id, retry-after, etag, www-authenticate, ratelimit-limit, ratelimit-remaining, ratelimit-reset'
/** How long a browser need not ask again, in seconds. Browsers cut it down to what they like. */
const REMEMBER_S = '86400'

type Headers = Record<string, string>

/**
 * The headers that let pages of allowed origins read an answer. Never with cookies: who somebody is, is said by the
 * Authorization header alone.
 */
export function originHeaders({ headers: { origin, host } }: IncomingMessage, allowed: AllowedOrigins): Headers | null {
  if (origin === undefined) return null
  if (!isAllowedOrigin(origin, host, allowed)) return { vary: 'origin' }
  return {
    vary: 'origin',
    'access-control-allow-origin': allowed ? origin : '*',
    'access-control-expose-headers': MAY_READ,
  }
}

/** What is answered, with 204, to a browser that asks first; null if this is no such question. */
export function preflightHeaders({ method, headers }: IncomingMessage, given: Headers | null): Headers | null {
  if (method !== 'OPTIONS' || !headers['access-control-request-method']) return null
  if (!given?.['access-control-allow-origin']) return null
  return {
    'access-control-allow-methods': 'GET, POST, PUT, DELETE',
    'access-control-allow-headers': MAY_SEND,
    'access-control-max-age': REMEMBER_S,
  }
}

/** The same for all routes of a server. */
export function allowOrigins(app: FastifyInstance, allowed: AllowedOrigins): void {
  app.addHook('onRequest', async (request, reply) => {
    const given = originHeaders(request.raw, allowed)
    if (given) reply.headers(given)
    const preflight = preflightHeaders(request.raw, given)
    if (preflight) return reply.code(204).headers(preflight).send()
  })
}

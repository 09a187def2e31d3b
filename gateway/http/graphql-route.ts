import { type ApolloServer, HeaderMap } from '@apollo/server'
import type { AccessTokens } from '@varal/platform/access-tokens'
import type { Logger } from '@varal/platform/log'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { callerOf } from '../auth/caller.ts'
import { signIn, TOKEN_REFUSED } from '../auth/sign-in.ts'
import { clientError } from '../execute/client-errors.ts'
import type { InFlight } from '../in-flight.ts'
import { refuse } from './answers.ts'
import type { ApolloContext } from './apollo-server.ts'

export interface GraphqlRouteOptions {
  readonly path: string
  readonly apollo: ApolloServer<ApolloContext>
  readonly accessTokens: AccessTokens
  readonly log: Logger
  readonly inFlight: InFlight
}

/** GET and POST /graphql: queries, and with POST mutations. */
export function graphqlRoute(app: FastifyInstance, options: GraphqlRouteOptions): void {
  const { path, apollo, accessTokens, log, inFlight } = options
  app.route({
    method: ['GET', 'POST'],
    url: path,
    async handler(request, reply) {
      const signedIn = await signIn(request.headers.authorization, accessTokens)
      if (!signedIn) {
        reply.header('www-authenticate', 'Bearer error="invalid_token"')
        return refuse(reply, 401, 'UNAUTHENTICATED', TOKEN_REFUSED)
      }
      const leaving = new AbortController()
      reply.raw.once('close', () => leaving.abort())
      const caller = callerOf(request.raw, signedIn.viewer, request.id)
      const context: ApolloContext = { caller, signal: leaving.signal, answer: { isComplete: false } }

      const { status, headers, body } = await inFlight.track(
        apollo.executeHTTPGraphQLRequest({
          httpGraphQLRequest: httpRequestOf(request),
          context: async () => context,
        }),
      )
      if (body.kind !== 'complete') throw new Error('Answers in parts are not supported')
      for (const [name, value] of headers) reply.header(name, value)
      const text = context.answer.isComplete ? body.string : withCompleteErrors(body.string, request.id, log)
      return reply.code(status ?? 200).send(text)
    },
  })
}

function httpRequestOf({ method, headers, body, url }: FastifyRequest) {
  const map = new HeaderMap()
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) map.set(name, String(value))
  const query = url.indexOf('?')
  return { method, headers: map, body, search: query === -1 ? '' : url.slice(query) }
}

/** A request that was refused before it became an operation did not pass by Apollo's plugins. */
function withCompleteErrors(text: string, requestId: string, log: Logger): string {
  const { errors, ...answer } = JSON.parse(text)
  return JSON.stringify({ ...answer, errors: errors.map((error: never) => clientError(error, requestId, log)) })
}

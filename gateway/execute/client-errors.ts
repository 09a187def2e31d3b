import { Mistake, type MistakeCode } from '@varal/platform/errors'
import type { Logger } from '@varal/platform/log'
import { GraphQLError, type GraphQLFormattedError, type SourceLocation } from 'graphql'

/** A top-level error as clients see it. */
export interface ClientError extends GraphQLFormattedError {
  readonly extensions: { readonly code: string; readonly requestId: string; readonly retryable: boolean }
}

/** An error as graphql, a subgraph or Apollo made it. */
export interface GivenError {
  readonly message: string
  readonly path?: readonly (string | number)[] | undefined
  readonly locations?: readonly SourceLocation[] | undefined
  readonly extensions?: Readonly<Record<string, unknown>> | undefined
}

/** Codes that clients know, and whether the same request may succeed later. */
const known: Readonly<Record<MistakeCode, boolean>> & Readonly<Record<string, boolean>> = {
  UNAUTHENTICATED: false,
  FORBIDDEN: false,
  BAD_REQUEST: false,
  CURSOR_EXPIRED: false,
  OVERLOADED: true,
  SUBGRAPH_UNAVAILABLE: true,
  TIMEOUT: true,
  INTERNAL: true,
  OPERATION_NOT_IN_MANIFEST: false,
  COST_EXCEEDED: false,
  RATE_LIMITED: true,
  // Part of the protocol of automatic persisted queries: the client sends the text then.
  PERSISTED_QUERY_NOT_FOUND: true,
  PERSISTED_QUERY_NOT_SUPPORTED: false,
}

/** What Apollo calls the caller's mistakes. */
const callersMistakes: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'OPERATION_RESOLUTION_FAILURE',
])

/**
 * Makes of any error what a client may see: a code that it knows, whether to try again, the request's id. What has no
 * such code comes from inside: it is logged, and masked.
 */
export function clientError(error: GivenError, requestId: string, log: Logger): ClientError {
  const { message, path, locations, extensions } = error
  const {
    code: givenCode,
    retryable,
    serviceName: _service,
    stacktrace: _stack,
    http: _http,
    ...more
  } = extensions ?? {}
  const code = callersMistakes.has(givenCode) ? 'BAD_REQUEST' : String(givenCode)
  const isKnown = Object.hasOwn(known, code)
  if (!isKnown) log.error({ err: error, requestId, path: path?.join('.') }, 'an error without a code for clients')
  return {
    message: isKnown
      ? shortened(message)
      : new Mistake('INTERNAL', 'Something went wrong on our side. It was logged under the request id.').message,
    ...(locations ? { locations } : {}),
    ...(path ? { path } : {}),
    extensions: isKnown
      ? { ...more, code, requestId, retryable: typeof retryable === 'boolean' ? retryable : (known[code] ?? false) }
      : { code: 'INTERNAL', requestId, retryable: true },
  }
}

/** Some of graphql's repeat what they are about, which may be as long as a request, once for each error. */
const MESSAGE_CHARACTERS_MAX = 500

const shortened = (message: string) =>
  message.length > MESSAGE_CHARACTERS_MAX ? `${message.slice(0, MESSAGE_CHARACTERS_MAX)}…` : message

/** What a client is told for a code, which may come from inside: for where there must not be many different ones. */
export const codeForClients = (code: unknown): string =>
  typeof code === 'string' && Object.hasOwn(known, code) ? code : 'INTERNAL'

/** The same error, for who takes none but graphql's. */
export function graphqlErrorOf({ message, path, locations, extensions }: ClientError): GraphQLError {
  return Object.assign(new GraphQLError(message, { path, extensions }), { locations })
}

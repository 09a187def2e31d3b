import type { FastifyRequest } from 'fastify'

/** What a client wants streamed. */
export interface StreamRequest {
  readonly query: string
  readonly operationName: string | undefined
  readonly variables: Readonly<Record<string, unknown>>
  /** The id of the last event that the client has, when it reconnects. */
  readonly lastEventId: string | undefined
}

const EVENT_ID_CHARACTERS_MAX = 2_048

/** From a JSON body, or, as `EventSource` can send no body, from the address: `?query=…&variables={…}`. Null if it is neither. */
export function streamRequest({ method, body, query: search, headers }: FastifyRequest): StreamRequest | null {
  const given = (method === 'GET' ? search : body) as Readonly<Record<string, unknown>> | null | undefined
  const { query, operationName } = given ?? {}
  const variables = method === 'GET' ? parsed(given?.['variables']) : (given?.['variables'] ?? {})
  const lastEventId = headers['last-event-id']
  if (typeof query !== 'string' || !isObject(variables)) return null
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') return null
  if (lastEventId !== undefined && (typeof lastEventId !== 'string' || lastEventId.length > EVENT_ID_CHARACTERS_MAX))
    return null
  return { query, operationName: operationName ?? undefined, variables, lastEventId: lastEventId || undefined }
}

function parsed(text: unknown): unknown {
  if (text === undefined || text === '') return {}
  try {
    return JSON.parse(String(text))
  } catch {
    return null
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

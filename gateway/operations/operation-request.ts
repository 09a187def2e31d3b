import { Mistake } from '@varal/platform/errors'
import { jsonFault } from './json-fault.ts'
import { badRequest, type OperationRefusal } from './operation-refusal.ts'

/** What a client sent to have an operation run: its text, or a name for one, or both. */
export interface OperationRequest {
  /** Not empty. */
  readonly text: string | null
  readonly reference: OperationReference | null
  readonly operationName: string | undefined
  readonly variables: Readonly<Record<string, unknown>>
  readonly extensions: Readonly<Record<string, unknown>>
}

/** How a client names a text: by its SHA-256 in hexadecimal, or by what a manifest of the client calls it. */
export type OperationReference =
  | { readonly by: 'persistedQuery' | 'documentId'; readonly hash: string }
  | { readonly by: 'documentId'; readonly id: string }

/** Characters of an operation's name, at most. GraphQL has no bound; nobody comes near this one. */
const NAME_CHARACTERS_MAX = 200
const HASH = /^[0-9a-f]{64}$/
const CUSTOM_ID = /^[!-9;-~]{1,128}$/
const READ_FROM_SEARCH = ['query', 'operationName', 'variables', 'extensions', 'documentId'] as const

type Given = Readonly<Record<string, unknown>>

/**
 * Reads the body of a POST after it was parsed, or the payload of a `subscribe` message.
 * @param json the text of the body, if it is at hand: see `jsonFault`
 */
export const readOperationRequest = (body: unknown, json?: string): OperationRequest | OperationRefusal =>
  orRefusal(() => read(body, json))

/** Reads the address of a GET from the question mark on: `?query=…&variables={…}`. What else stands there is ignored. */
export const readOperationSearch = (search: string): OperationRequest | OperationRefusal =>
  orRefusal(() => {
    const parameters = new URLSearchParams(search)
    const body: Record<string, unknown> = {}
    for (const key of READ_FROM_SEARCH) {
      const [value, another] = parameters.getAll(key)
      if (another !== undefined) refuse(`\`${key}\` is given more than once.`)
      if (value) body[key] = key === 'variables' || key === 'extensions' ? parsed(value, key) : value
    }
    return read(body)
  })

function read(body: unknown, json?: string): OperationRequest {
  if (Array.isArray(body)) refuse('Send one operation at a time: lists of operations are not answered.')
  if (!isObject(body)) refuse('Send a JSON object with a `query` or a `documentId`.')
  refuseFaulty(body, json)
  const text = optionalText(body, 'query')
  const operationName = optionalText(body, 'operationName') ?? undefined
  if (operationName && operationName.length > NAME_CHARACTERS_MAX)
    refuse(`\`operationName\` has more than ${NAME_CHARACTERS_MAX} characters.`)
  const variables = optionalObject(body, 'variables')
  const extensions = optionalObject(body, 'extensions')
  const reference = oneReference(documentIdIn(body), persistedQueryIn(extensions))

  if (text === null && reference === null) refuse('Send the text of an operation as `query`, or its `documentId`.')
  if (text !== null && reference && 'id' in reference) refuse('Send either a `query` or a `documentId`.')
  return { text, reference, operationName, variables, extensions }
}

function oneReference(documentId: OperationReference | null, persistedQuery: OperationReference | null) {
  if (!documentId || !persistedQuery) return persistedQuery ?? documentId
  if (!('hash' in documentId && 'hash' in persistedQuery) || documentId.hash !== persistedQuery.hash)
    refuse('`documentId` and `extensions.persistedQuery` name different operations.')
  return persistedQuery
}

/** As GraphQL over HTTP has it: `sha256:` and the hash, or an id without a colon. */
function documentIdIn(body: Given): OperationReference | null {
  const documentId = optionalText(body, 'documentId')
  if (documentId === null) return null
  const by = 'documentId'
  // Manifests of Apollo's tools have the bare hash for an id.
  const hash = documentId.startsWith('sha256:') ? documentId.slice('sha256:'.length) : documentId
  if (HASH.test(hash)) return { by, hash }
  if (hash !== documentId) refuse('`documentId` is not `sha256:` and 64 hexadecimal digits in lower case.')
  if (documentId.includes(':')) refuse('`documentId` has a scheme that is not known here. Known is `sha256:`.')
  if (!CUSTOM_ID.test(documentId)) refuse('`documentId` is not 1 to 128 printable characters.')
  return { by, id: documentId }
}

/** As the protocol of automatic persisted queries has it. */
function persistedQueryIn(extensions: Given): OperationReference | null {
  const given = optionalObject(extensions, 'persistedQuery', 'extensions.persistedQuery')
  if (extensions['persistedQuery'] === undefined || extensions['persistedQuery'] === null) return null
  const { version, sha256Hash } = given
  if (version !== 1) refuse('`extensions.persistedQuery.version` is not 1.')
  if (typeof sha256Hash !== 'string' || !HASH.test(sha256Hash))
    refuse('`extensions.persistedQuery.sha256Hash` is not 64 hexadecimal digits in lower case.')
  return { by: 'persistedQuery', hash: sha256Hash }
}

/** An empty text is how some clients say that there is none. */
function optionalText(given: Given, key: string): string | null {
  const value = given[key]
  if (value === undefined || value === null || value === '') return null
  return typeof value === 'string' ? value : refuse(`\`${key}\` is not a string.`)
}

function optionalObject(given: Given, key: string, shown = key): Given {
  const value = given[key]
  if (value === undefined || value === null) return {}
  return isObject(value) ? value : refuse(`\`${shown}\` is not an object.`)
}

function parsed(json: string, key: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    refuse(`\`${key}\` is not JSON.`)
  }
  refuseFaulty(value, json)
  return value
}

function refuseFaulty(value: unknown, json: string | undefined): void {
  const fault = jsonFault(value, json)
  if (fault) refuse(fault)
}

const isObject = (value: unknown): value is Given =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function refuse(message: string): never {
  throw new Mistake('BAD_REQUEST', message)
}

function orRefusal(make: () => OperationRequest): OperationRequest | OperationRefusal {
  try {
    return make()
  } catch (error) {
    if (error instanceof Mistake) return badRequest(error.message)
    throw error
  }
}

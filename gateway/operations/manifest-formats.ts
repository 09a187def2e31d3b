import { Kind, type OperationDefinitionNode, parse } from 'graphql'

/** An operation of a manifest, as a client's tools wrote it down. */
export interface ManifestEntry {
  readonly id: string
  readonly name: string
  readonly body: string
}

export type ManifestFormat = 'Apollo' | 'Relay or graphql-codegen'

/** A manifest that could not be read: the message says what is wrong with it, and where. */
export class UnreadableManifest extends Error {}

/**
 * Reads a manifest: Apollo's (`{"format": "apollo-persisted-query-manifest", "version": 1, "operations": [{id, name, type,
 * body}]}`), or a map from id to text, as Relay's compiler and graphql-codegen write it. What else stands in it is ignored.
 * @throws UnreadableManifest
 */
export function parseManifest(text: string): { readonly format: ManifestFormat; readonly operations: ManifestEntry[] } {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new UnreadableManifest(`It is not JSON: ${(error as Error).message}`)
  }
  if (!isObject(json)) throw new UnreadableManifest('It is not a JSON object.')
  if (json['format'] !== undefined && 'operations' in json) return { format: 'Apollo', operations: fromApollo(json) }

  const operations = Object.entries(json).map(([id, body]) => {
    if (typeof body !== 'string')
      throw new UnreadableManifest(`What stands under "${id}" is not the text of an operation.`)
    return { id, name: nameOf(body) ?? id, body }
  })
  return { format: 'Relay or graphql-codegen', operations: notEmpty(operations) }
}

function fromApollo({ format, version, operations }: Readonly<Record<string, unknown>>): ManifestEntry[] {
  if (format !== 'apollo-persisted-query-manifest')
    throw new UnreadableManifest(`Its format is not known: ${JSON.stringify(format)}.`)
  if (version !== 1) throw new UnreadableManifest(`Its version is ${JSON.stringify(version)}; known is 1.`)
  if (!Array.isArray(operations)) throw new UnreadableManifest('Its "operations" are not a list.')
  const entries = operations.map((given: unknown, index) => {
    const { id, name, body } = isObject(given) ? given : {}
    if (typeof id !== 'string' || typeof body !== 'string')
      throw new UnreadableManifest(`Its operation ${index + 1} has no "id", or no "body".`)
    return { id, name: typeof name === 'string' && name !== '' ? name : (nameOf(body) ?? id), body }
  })
  const ids = new Set<string>()
  for (const { id } of entries) {
    if (ids.has(id)) throw new UnreadableManifest(`It has two operations with the id "${id}".`)
    ids.add(id)
  }
  return notEmpty(entries)
}

function notEmpty(operations: ManifestEntry[]): ManifestEntry[] {
  if (operations.length === 0) throw new UnreadableManifest('It has no operations.')
  return operations
}

/** The name of the only operation in a text. What cannot be parsed is told when it is published. */
function nameOf(body: string): string | undefined {
  try {
    const operations = parse(body, { noLocation: true }).definitions.filter(
      (one): one is OperationDefinitionNode => one.kind === Kind.OPERATION_DEFINITION,
    )
    return operations.length === 1 ? operations[0]?.name?.value : undefined
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

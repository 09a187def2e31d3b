import { createHash } from 'node:crypto'
import type { Asker, LoneSubgraph } from '../../../testing/lone-subgraph.ts'
import type { UserErrors } from '../test-people.ts'

/** For this folder's tests: how the gateway stores what clients send, and reads it. */

const errors = 'userErrors { code path message }'
const manifest = 'manifest { id client version state operationCount maxOperationCost publishedAt lastUsedAt }'

export interface Operation {
  readonly id: string
  readonly name: string
  readonly body: string
  readonly cost: number
}

export interface Stored extends UserErrors {
  readonly manifest: {
    readonly id: string
    readonly client: string
    readonly version: string
    readonly state: string
    readonly operationCount: number
    readonly maxOperationCost: number
    readonly publishedAt: string | null
    readonly lastUsedAt: string | null
  } | null
}

/** An operation whose id is its text's hash, as most clients have it. */
export function operation(name: string, given: Partial<Operation> = {}): Operation {
  const body = given.body ?? `query ${name} { viewer { user { id } } }`
  return { id: createHash('sha256').update(body).digest('hex'), name, body, cost: 3, ...given }
}

export const operations = (count: number, prefix = 'Op') =>
  Array.from({ length: count }, (_, number) => operation(`${prefix}${number}`))

export async function store(subgraph: LoneSubgraph, as: Asker, input: object): Promise<Stored> {
  const text = `mutation ($input: StoreManifestInput!) { storeManifest(input: $input) { ${manifest} ${errors} } }`
  const given = { client: 'ios', version: '1.0.0', operations: [operation('Me')], complete: true, ...input }
  return (await subgraph.ask(text, { input: given }, as)).storeManifest
}

export async function retire(subgraph: LoneSubgraph, as: Asker, client: string, version: string): Promise<Stored> {
  const text = `mutation ($input: RetireStoredManifestInput!) {
    retireStoredManifest(input: $input) { ${manifest} ${errors} } }`
  return (await subgraph.ask(text, { input: { client, version } }, as)).retireStoredManifest
}

export interface Page {
  readonly nodes: readonly {
    readonly position: string
    readonly appId: string | null
    readonly client: string
    readonly version: string
    readonly state: string
    readonly operations: readonly Operation[]
  }[]
  readonly position: string
  readonly hasNextPage: boolean
}

/** What a gateway reads, which nobody signs in for. */
export async function changesAfter(subgraph: LoneSubgraph, after: string | number, first = 100): Promise<Page> {
  const text = `query ($after: Long!, $first: Int!) { storedManifests(after: $after, first: $first) {
    nodes { position appId client version state operations { id name body cost } } position hasNextPage } }`
  return (await subgraph.ask(text, { after, first })).storedManifests
}

export async function record(subgraph: LoneSubgraph, uses: readonly object[]) {
  const text = `mutation ($input: RecordOperationUseInput!) { recordOperationUse(input: $input) { recorded ${errors} } }`
  const { recordOperationUse } = await subgraph.ask(text, { input: { uses } })
  return recordOperationUse as UserErrors & { readonly recorded: number | null }
}

/** What an app's owner sees. */
export async function manifestsOf(subgraph: LoneSubgraph, as: Asker, appId: string): Promise<any[]> {
  const text = `query ($id: ID) { app(id: $id) { manifests(first: 100) { nodes { id client version state
    operationCount maxOperationCost lastUsedAt operations { nodes { id name cost useCount lastUsedAt } } } } } }`
  return (await subgraph.ask(text, { id: appId }, as)).app.manifests.nodes
}

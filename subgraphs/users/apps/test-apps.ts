import { randomUUID } from 'node:crypto'
import { decodeId } from '@varal/platform/global-ids'
import { type Actor, anonymous, type Caller } from '@varal/platform/viewer'
import type { Scope } from '@varal/schema/scopes'
import type { Asker, LoneSubgraph } from '../../../testing/lone-subgraph.ts'
import type { UserErrors } from '../test-people.ts'

/** For this folder's tests and those of `manifests/`: how people register apps, and how apps ask. */

const errors = 'userErrors { code path message }'

export interface App {
  readonly id: string
  readonly name: string
  readonly scopes: readonly string[]
  readonly apiKeyHint: string
  readonly version: string
}

interface Payload extends UserErrors {
  readonly app: App | null
}

type WithKey = Payload & { readonly apiKey: string | null }

const fields = 'app { id name scopes apiKeyHint version }'

export async function createApp(subgraph: LoneSubgraph, as: Actor, input: object = {}): Promise<WithKey> {
  const text = `mutation ($input: CreateAppInput!) { createApp(input: $input) { ${fields} apiKey ${errors} } }`
  const given = { name: 'Reader', scopes: [], idempotencyKey: randomUUID(), ...input }
  return (await subgraph.ask(text, { input: given }, as)).createApp
}

/** A new app of somebody's, with its key. */
export async function newApp(subgraph: LoneSubgraph, as: Actor, input: object = {}): Promise<App & { apiKey: string }> {
  const { app, apiKey } = await createApp(subgraph, as, input)
  return { ...app!, apiKey: apiKey! }
}

export async function updateApp(subgraph: LoneSubgraph, as: Actor, input: object): Promise<Payload> {
  const text = `mutation ($input: UpdateAppInput!) { updateApp(input: $input) { ${fields} ${errors} } }`
  return (await subgraph.ask(text, { input }, as)).updateApp
}

export async function rotateApiKey(subgraph: LoneSubgraph, as: Actor, input: object): Promise<WithKey> {
  const text = `mutation ($input: RotateApiKeyInput!) { rotateApiKey(input: $input) { ${fields} apiKey ${errors} } }`
  return (await subgraph.ask(text, { input }, as)).rotateApiKey
}

export async function deleteApp(subgraph: LoneSubgraph, as: Actor, appId: string) {
  const text = `mutation ($input: DeleteAppInput!) { deleteApp(input: $input) { deletedAppId ${errors} } }`
  const { deleteApp } = await subgraph.ask(text, { input: { appId } }, as)
  return deleteApp as UserErrors & { readonly deletedAppId: string | null }
}

/** An app that asks with its key, for nobody. */
export const asApp = ({ id }: { id: string }, ...scopes: Scope[]): Pick<Caller, 'viewer' | 'app'> => ({
  viewer: anonymous,
  app: { id: decodeId('App', id)!, scopes, operationCostMax: 5_000, isFirstParty: false },
})

/** The app that may publish. */
export const asPublisher = (app: { id: string }): Asker => asApp(app, 'developer:write')

import { createHash } from 'node:crypto'
import type { Cache } from '@varal/platform/cache/cache'
import type { Clock } from '@varal/platform/clock'
import type { SubgraphLink } from '@varal/platform/links/link'
import { type Adapter, type AdapterPayload, errors } from 'oidc-provider'
import { askUsers, gatewayItself } from '../operations/users-requests.ts'

interface Parts {
  readonly clock: Clock
  readonly users: SubgraphLink
  readonly cache: Cache
}

/** Everything has an end of its own, which the adapter's type does not promise. */
const LONGEST_S = 30 * 24 * 60 * 60

/** SHA-256, hexadecimal: by this users knows codes and tokens. */
export const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')

/**
 * Where the authorization server keeps what it makes: codes, tokens and grants in users, known there by their hashes;
 * requests that wait for a person's answer in the cache; and whoever is signed in on its pages nowhere, so that every
 * request is answered by somebody who has just proved who they are. Clients are the apps of users.
 */
export function oauthEntries({ users, cache, clock }: Parts): (model: string) => Adapter {
  const ask = <Data>(query: string, variables: object) =>
    askUsers<Data>(users, query, variables as Record<string, unknown>, gatewayItself())

  return (model) => {
    if (model === 'Session') return { ...nothing, findByUid: async () => undefined }
    if (model === 'Client') return { ...nothing, find: (id) => findClient(id, ask) }
    if (model === 'Interaction') return waiting(cache)
    return kept(model, clock, ask)
  }
}

const nothing: Adapter = {
  async upsert() {},
  find: async () => undefined,
  findByUid: async () => undefined,
  findByUserCode: async () => undefined,
  async consume() {},
  async destroy() {},
  async revokeByGrantId() {},
}

function waiting(cache: Cache): Adapter {
  const key = (id: string) => `oauth:waiting:${hashOf(id)}`
  return {
    ...nothing,
    upsert: (id, payload, expiresInS = LONGEST_S) => cache.set(key(id), payload, expiresInS * 1_000),
    find: async (id) => (await cache.get<AdapterPayload>(key(id))) ?? undefined,
    destroy: (id) => cache.delete([key(id)]),
  }
}

type Ask = <Data>(query: string, variables: object) => Promise<Data>

const ENTRY = `query ($model: String!, $idHash: String!) {
  entry: oauthEntry(model: $model, idHash: $idHash) { payload usedAt }
}`
const STORE = `mutation ($input: StoreOAuthEntryInput!) { done: storeOAuthEntry(input: $input) { userErrors { code } } }`
const SPEND = `mutation ($input: OAuthEntryInput!) { done: spendOAuthEntry(input: $input) { isDone } }`
const DELETE = `mutation ($input: OAuthEntryInput!) { done: deleteOAuthEntry(input: $input) { isDone } }`
const END = `mutation ($input: EndOAuthGrantInput!) { done: endOAuthGrant(input: $input) { endedSessionId } }`

/** A grant's id is its session's. */
function kept(model: string, clock: Clock, ask: Ask): Adapter {
  const endGrant = async (sessionId: string) => void (await ask(END, { input: { sessionId } }))
  return {
    ...nothing,
    async upsert(id, { jti: _secret, ...payload }, expiresInS = LONGEST_S) {
      const sessionId = model === 'Grant' ? id : payload.grantId
      const endsAt = new Date(clock.now().getTime() + expiresInS * 1_000).toISOString()
      const input = { model, idHash: hashOf(id), sessionId, payload: JSON.stringify(payload), endsAt }
      const { done } = await ask<{ done: { userErrors: unknown[] } }>(STORE, { input })
      if (done.userErrors.length > 0) throw new errors.InvalidGrant('the grant has ended')
    },
    async find(id) {
      const { entry } = await ask<{ entry: { payload: string; usedAt: string | null } | null }>(ENTRY, {
        model,
        idHash: hashOf(id),
      })
      if (!entry) return undefined
      const consumed = entry.usedAt ? { consumed: Math.floor(Date.parse(entry.usedAt) / 1_000) } : {}
      return { ...JSON.parse(entry.payload), ...consumed, jti: id }
    },
    async consume(id) {
      const { done } = await ask<{ done: { isDone: boolean } }>(SPEND, { input: { model, idHash: hashOf(id) } })
      // Somebody used it at the same moment.
      if (!done.isDone) throw new errors.InvalidGrant('it was used before')
    },
    async destroy(id) {
      if (model === 'Grant') return endGrant(id)
      await ask(DELETE, { input: { model, idHash: hashOf(id) } })
    },
    revokeByGrantId: endGrant,
  }
}

const CLIENT = `query ($appId: ID!) { client: oauthClient(appId: $appId) { appId name scopes redirectUris } }`

interface Client {
  readonly appId: string
  readonly name: string
  readonly scopes: readonly string[]
  readonly redirectUris: readonly string[]
}

async function findClient(appId: string, ask: Ask): Promise<AdapterPayload | undefined> {
  const { client } = await ask<{ client: Client | null }>(CLIENT, { appId })
  if (!client || client.redirectUris.length === 0) return undefined
  const isOfWeb = client.redirectUris.every((uri) => uri.startsWith('https:'))
  return {
    client_id: client.appId,
    client_name: client.name,
    redirect_uris: [...client.redirectUris],
    application_type: isOfWeb ? 'web' : 'native',
    // What an app may not ask for at all: a scope that there is not.
    scope: client.scopes.join(' ') || 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
    id_token_signed_response_alg: 'EdDSA',
  }
}

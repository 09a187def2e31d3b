import { apiKeyHash } from '@varal/platform/api-key'
import type { Clock } from '@varal/platform/clock'
import { Mistake } from '@varal/platform/errors'
import { decodeId } from '@varal/platform/global-ids'
import type { SubgraphLink } from '@varal/platform/links/link'
import type { CallingApp } from '@varal/platform/viewer'
import { type Scope, scopeNames } from '@varal/schema/scopes'
import { askUsers, gatewayItself } from '../operations/users-requests.ts'

export interface ApiKeys {
  /**
   * Null if it is nobody's, or has ended; known for 60 s, and 10 s if it is nobody's.
   * @throws Mistake if it is not known, and users does not say
   */
  find(key: string): Promise<CallingApp | null>
}

export interface ApiKeyOptions {
  readonly users: SubgraphLink
  readonly clock: Clock
}

const GOOD_MS = 60_000
const WRONG_MS = 10_000
/** A key that was good goes on being good for so long while users does not answer. */
const STALE_MS = 10 * 60_000
/** Of each kind. The oldest makes room. */
const REMEMBERED_MAX = 10_000
/** Keys that are looked up at once: somebody who makes keys up must not keep users busy. */
const LOOKUPS_MAX = 50

const OWNER_OF_KEY = /* GraphQL */ `query OwnerOfKey($keyHash: String!) {
  key: appOfApiKey(keyHash: $keyHash) { appId scopes firstParty maxOperationCost endsAt }
}`

interface Remembered {
  readonly holder: CallingApp | null
  readonly atMs: number
  readonly endsAt: Date | null
}

/** Asks users whose a key is, and remembers it. Neither keys nor their hashes are logged. */
export function apiKeys({ users, clock }: ApiKeyOptions): ApiKeys {
  const good = new Map<string, Remembered>()
  const wrong = new Map<string, Remembered>()
  const lookups = new Map<string, Promise<Remembered>>()

  /** A clock that was set back makes everything old. */
  const ageOf = ({ atMs }: Remembered) => {
    const ageMs = clock.now().getTime() - atMs
    return ageMs < 0 ? Number.POSITIVE_INFINITY : ageMs
  }
  const hasEnded = ({ endsAt }: Remembered) => endsAt !== null && endsAt <= clock.now()

  async function lookUp(hash: string): Promise<Remembered> {
    const { holder, endsAt } = await holderOf(users, hash)
    const remembered = { holder, endsAt, atMs: clock.now().getTime() }
    good.delete(hash)
    wrong.delete(hash)
    const kind = holder ? good : wrong
    if (kind.size >= REMEMBERED_MAX) kind.delete(kind.keys().next().value as string)
    kind.set(hash, remembered)
    return remembered
  }

  /** Those who ask for one key at once share one answer. */
  function shared(hash: string): Promise<Remembered> {
    const running = lookups.get(hash)
    if (running) return running
    if (lookups.size >= LOOKUPS_MAX)
      return Promise.reject(new Mistake('OVERLOADED', 'Too many API keys are looked up.'))
    const lookup = lookUp(hash).finally(() => lookups.delete(hash))
    lookups.set(hash, lookup)
    return lookup
  }

  return {
    async find(key) {
      const hash = apiKeyHash(key)
      if (hash === null) return null
      const known = good.get(hash) ?? wrong.get(hash)
      const ageMs = known ? ageOf(known) : Number.POSITIVE_INFINITY
      if (known && ageMs < (known.holder ? GOOD_MS : WRONG_MS)) return hasEnded(known) ? null : known.holder
      const found = await shared(hash).catch((error: unknown) => {
        if (known?.holder && ageMs < STALE_MS) return known
        throw error
      })
      return hasEnded(found) ? null : found.holder
    },
  }
}

async function holderOf(users: SubgraphLink, keyHash: string): Promise<Pick<Remembered, 'holder' | 'endsAt'>> {
  const { key } = await askUsers<{ key: OwnerOfKey | null }>(users, OWNER_OF_KEY, { keyHash }, gatewayItself())
  if (!key) return { holder: null, endsAt: null }
  const id = decodeId('App', key.appId)
  if (!id) throw new Error('users gave an API key to no app')
  const allowed = key.scopes.filter((scope): scope is Scope => (scopeNames as string[]).includes(scope))
  const scopes = key.firstParty ? scopeNames : allowed
  return {
    holder: { id, scopes, operationCostMax: key.maxOperationCost, isFirstParty: key.firstParty },
    endsAt: key.endsAt ? new Date(key.endsAt) : null,
  }
}

interface OwnerOfKey {
  readonly appId: string
  readonly scopes: readonly string[]
  readonly firstParty: boolean
  readonly maxOperationCost: number
  readonly endsAt: string | null
}

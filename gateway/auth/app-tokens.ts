import type { Clock } from '@varal/platform/clock'
import { decodeId } from '@varal/platform/global-ids'
import type { SubgraphLink } from '@varal/platform/links/link'
import type { CallingApp, Viewer } from '@varal/platform/viewer'
import { type Scope, scopeNames } from '@varal/schema/scopes'
import { hashOf } from '../oauth/users-entries.ts'
import { askUsers, gatewayItself } from '../operations/users-requests.ts'

/** An app that acts for somebody. */
export interface AppActing {
  readonly viewer: Viewer
  readonly app: CallingApp
  readonly expiresAt: Date
}

export interface AppTokens {
  /**
   * Null if it is nobody's, has ended, or was taken back five seconds ago.
   * @throws Mistake if it is not known, and users does not say
   */
  find(token: string): Promise<AppActing | null>
}

/** 256 random bits in base64url: neither a JWT nor an API key. */
export const isAppToken = (token: string) => /^[\w-]{43}$/.test(token)

/** What is taken back ends after this at the latest, in every gateway. */
const REMEMBERED_MS = 4_000
const REMEMBERED_MAX = 10_000

const HOLDER = `query ($tokenHash: String!) { holder: appOfAccessToken(tokenHash: $tokenHash) {
  appId userId sessionId scopes firstParty maxOperationCost endsAt } }`

/** Asks users who acts with a token, and remembers it for four seconds. Neither tokens nor their hashes are logged. */
export function appTokens({ users, clock }: { readonly users: SubgraphLink; readonly clock: Clock }): AppTokens {
  const remembered = new Map<string, { readonly atMs: number; readonly found: Promise<AppActing | null> }>()

  return {
    async find(token) {
      const hash = hashOf(token)
      const nowMs = clock.now().getTime()
      const known = remembered.get(hash)
      const isFresh = known && nowMs >= known.atMs && nowMs - known.atMs < REMEMBERED_MS
      const found = isFresh ? known.found : holderOf(users, hash)
      if (!isFresh) {
        remembered.delete(hash)
        if (remembered.size >= REMEMBERED_MAX) remembered.delete(remembered.keys().next().value as string)
        remembered.set(hash, { atMs: nowMs, found })
        found.catch(() => remembered.delete(hash))
      }
      const acting = await found
      return acting && acting.expiresAt > clock.now() ? acting : null
    },
  }
}

interface Holder {
  readonly appId: string
  readonly userId: string
  readonly sessionId: string
  readonly scopes: readonly string[]
  readonly firstParty: boolean
  readonly maxOperationCost: number
  readonly endsAt: string
}

async function holderOf(users: SubgraphLink, tokenHash: string): Promise<AppActing | null> {
  const { holder } = await askUsers<{ holder: Holder | null }>(users, HOLDER, { tokenHash }, gatewayItself())
  if (!holder) return null
  const appId = decodeId('App', holder.appId)
  const userId = decodeId('User', holder.userId)
  const sessionId = decodeId('Session', holder.sessionId)
  if (!appId || !userId || !sessionId) throw new Error('users gave an access token to nobody')
  const scopes = holder.scopes.filter((scope): scope is Scope => (scopeNames as string[]).includes(scope))
  return {
    viewer: { kind: 'user', id: userId, sessionId },
    app: { id: appId, scopes, operationCostMax: holder.maxOperationCost, isFirstParty: holder.firstParty },
    expiresAt: new Date(holder.endsAt),
  }
}

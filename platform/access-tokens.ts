import type { SessionId, UserId } from '@varal/schema/ids'
import { type Role, roles } from '@varal/schema/scopes'
import { type CryptoKey, calculateJwkThumbprint, importJWK, type JWK, jwtVerify, SignJWT } from 'jose'
import { BoundedMap } from './bounded-map.ts'
import type { Clock } from './clock.ts'
import { decodeId, encodeId } from './global-ids.ts'
import type { RevokedSessions } from './revoked-sessions.ts'
import type { Actor } from './viewer.ts'

const ISSUER = 'varal'
const AUDIENCE = 'varal'
/** Accepted difference between two machines' clocks. */
const LEEWAY_S = 30
/** Tokens that are remembered as checked, good or bad. */
const TOKENS_MAX = 10_000
/** Ours are about 400. */
const TOKEN_CHARACTERS_MAX = 2_048

export interface AccessTokens {
  issue(user: UserId, session: SessionId, role?: Role | null): Promise<{ token: string; expiresAt: Date }>
  /** Whose token it is; null if it is not ours, was altered or has ended, or its session was revoked. */
  verify(token: string): Promise<VerifiedActor | null>
  /** Ends all tokens of a session: in this process at once, in every other within 5 s. */
  revoke(session: SessionId): void
  /** Called for every session that is revoked, in whichever process. Returns how to stop that. */
  onRevoked(listener: (session: SessionId) => void): () => void
  /** The public keys that tokens may be signed with: the one that signs, and the one that did or will. RFC 7517. */
  readonly jwks: { readonly keys: readonly JWK[] }
}

export type VerifiedActor = Actor & { readonly expiresAt: Date }

export interface AccessTokenOptions {
  /** Ed25519, as a private JWK with `kid`; without its `d` it verifies only. */
  readonly key: JWK
  /** Signs nothing, but is accepted: the next one before it is used, the last one until its tokens have ended. */
  readonly otherKey?: JWK | undefined
  readonly ttlS: number
  readonly clock: Clock
  /** Shared by all processes of a system; without it no token ends before its time. */
  readonly revoked?: RevokedSessions | undefined
}

/** For so long after a session has ended, one of its tokens might still be accepted. */
export const acceptedMs = (ttlS: number) => (ttlS + 2 * LEEWAY_S) * 1_000

/** Signed with EdDSA; nothing else is accepted, whatever a token says of itself, and no key that is not given here. */
export async function edDsaAccessTokens(options: AccessTokenOptions): Promise<AccessTokens> {
  const { key, otherKey, ttlS, clock, revoked = noneRevoked } = options
  const privateKey = key.d ? await importJWK(key, 'EdDSA') : null
  const kid = await kidOf(key)
  const publicKeys = new Map<string, CryptoKey>()
  const jwks: JWK[] = []
  for (const jwk of otherKey ? [key, otherKey] : [key]) {
    const published = { kty: 'OKP', crv: 'Ed25519', x: String(jwk.x), kid: await kidOf(jwk), alg: 'EdDSA', use: 'sig' }
    if (publicKeys.has(published.kid)) throw new Error('Both keys of access tokens have the same `kid`')
    publicKeys.set(published.kid, (await importJWK(published, 'EdDSA')) as CryptoKey)
    jwks.push(published)
  }

  /** Checking a signature costs more than everything else of a small request, and a client sends its token many times. */
  const verified = new BoundedMap(TOKENS_MAX, (token: string) => verifyOnce(token))

  async function verifyOnce(token: string): Promise<VerifiedActor | null> {
    const options = {
      issuer: ISSUER,
      audience: AUDIENCE,
      algorithms: ['EdDSA'],
      typ: 'at+jwt',
      clockTolerance: LEEWAY_S,
      currentDate: clock.now(),
      requiredClaims: ['exp', 'sub', 'sid'],
    }
    const keyOfToken = ({ kid }: { kid?: string }) =>
      publicKeys.get(kid ?? '') ?? Promise.reject(new Error('Unknown key'))
    const payload = await jwtVerify(token, keyOfToken, options).then(
      ({ payload }) => payload,
      () => null,
    )
    const id = decodeId('User', payload?.sub)
    const sessionId = decodeId('Session', payload?.['sid'])
    if (!payload?.exp || !id || !sessionId) return null
    const role = roles.find((one) => one === payload['role'])
    return { kind: 'user', id, sessionId, ...(role && { role }), expiresAt: new Date(payload.exp * 1_000) }
  }

  return {
    async issue(user, session, role = null) {
      if (!privateKey) throw new Error('This process has no private key and cannot issue access tokens')
      const issuedAtS = Math.floor(clock.now().getTime() / 1_000)
      const token = await new SignJWT({ sid: encodeId('Session', session), ...(role && { role }) })
        .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setSubject(encodeId('User', user))
        .setIssuedAt(issuedAtS)
        .setExpirationTime(issuedAtS + ttlS)
        .sign(privateKey)
      return { token, expiresAt: new Date((issuedAtS + ttlS) * 1_000) }
    },
    async verify(token) {
      if (token.length > TOKEN_CHARACTERS_MAX) return null
      const actor = await verified.get(token)
      if (!actor || revoked.has(actor.sessionId)) return null
      // A token ends at its time, whether or not it is remembered.
      return actor.expiresAt.getTime() + LEEWAY_S * 1_000 > clock.now().getTime() ? actor : null
    },
    revoke: (session) => revoked.add(session),
    onRevoked: (listener) => revoked.onAdded(listener),
    jwks: { keys: jwks },
  }
}

/** What a key is called: its `kid`, else its thumbprint (RFC 7638). */
const kidOf = async (key: JWK): Promise<string> => key.kid ?? (await calculateJwkThumbprint(key))

const noneRevoked: Pick<RevokedSessions, 'add' | 'has' | 'onAdded'> = {
  add() {},
  has: () => false,
  onAdded: () => () => {},
}

import type { SessionId, UserId } from '@varal/schema/ids'
import { importJWK, type JWK, jwtVerify, SignJWT } from 'jose'
import { BoundedMap } from './bounded-map.ts'
import type { Clock } from './clock.ts'
import { decodeId, encodeId } from './global-ids.ts'
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
  issue(user: UserId, session: SessionId): Promise<{ token: string; expiresAt: Date }>
  /** Whose token it is; null if it is not ours, was altered or has ended. */
  verify(token: string): Promise<VerifiedActor | null>
}

export type VerifiedActor = Actor & { readonly expiresAt: Date }

export interface AccessTokenOptions {
  /** Ed25519, as a private JWK with `kid`; without its `d` it verifies only. */
  readonly key: JWK
  readonly ttlS: number
  readonly clock: Clock
}

/** Signed with EdDSA; nothing else is accepted, whatever a token says of itself. */
export async function edDsaAccessTokens({ key, ttlS, clock }: AccessTokenOptions): Promise<AccessTokens> {
  const { d, ...publicJwk } = key
  const privateKey = d ? await importJWK(key, 'EdDSA') : null
  const publicKey = await importJWK(publicJwk, 'EdDSA')

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
    const payload = await jwtVerify(token, publicKey, options).then(
      ({ payload }) => payload,
      () => null,
    )
    const id = decodeId('User', payload?.sub)
    const sessionId = decodeId('Session', payload?.['sid'])
    if (!payload?.exp || !id || !sessionId) return null
    return { kind: 'user', id, sessionId, expiresAt: new Date(payload.exp * 1_000) }
  }

  return {
    async issue(user, session) {
      if (!privateKey) throw new Error('This process has no private key and cannot issue access tokens')
      const issuedAtS = Math.floor(clock.now().getTime() / 1_000)
      const token = await new SignJWT({ sid: encodeId('Session', session) })
        .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: key.kid ?? 'varal' })
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
      // A token ends at its time, whether or not it is remembered.
      return actor && actor.expiresAt.getTime() + LEEWAY_S * 1_000 > clock.now().getTime() ? actor : null
    },
  }
}

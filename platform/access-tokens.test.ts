import { generateKeyPairSync } from 'node:crypto'
import { type JWK, SignJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { edDsaAccessTokens } from './access-tokens.ts'
import { manualClock } from './clock.ts'
import { mintId } from './mint-id.ts'

const newKey = () => ({ ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }), kid: 'test' }) as JWK
const start = new Date('2026-03-01T12:00:00Z')
const [user, session] = [mintId('User', start), mintId('Session', start)]

describe('an access token', () => {
  test('says whose it is until it ends, also when it was seen before', async () => {
    const clock = manualClock(start)
    const tokens = await edDsaAccessTokens({ key: newKey(), ttlS: 300, clock })
    const { token, expiresAt } = await tokens.issue(user, session)

    expect(await tokens.verify(token)).toEqual({ kind: 'user', id: user, sessionId: session, expiresAt })
    clock.advance(329_000)
    expect(await tokens.verify(token)).not.toBeNull()
    clock.advance(2_000)
    expect(await tokens.verify(token)).toBeNull()
  })

  test('of another key, altered, too long or of another kind is nobody’s', async () => {
    const clock = manualClock(start)
    const key = newKey()
    const tokens = await edDsaAccessTokens({ key, ttlS: 300, clock })
    const { token } = await tokens.issue(user, session)
    const others = await edDsaAccessTokens({ key: newKey(), ttlS: 300, clock })
    const foreign = await others.issue(user, session)
    const hmac = await new SignJWT({ sid: 'x' })
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
      .setSubject('x')
      .setExpirationTime('5m')
      .sign(Buffer.from(String(key.x)))

    for (const bad of [foreign.token, `${token.slice(0, -3)}AAA`, hmac, '', 'a.b.c', `${token}${'x'.repeat(3_000)}`]) {
      expect(await tokens.verify(bad)).toBeNull()
    }
  })

  test('is not issued without the private part of the key', async () => {
    const { d: _private, ...publicKey } = newKey()
    const tokens = await edDsaAccessTokens({ key: publicKey as JWK, ttlS: 300, clock: manualClock(start) })
    await expect(tokens.issue(user, session)).rejects.toThrow('no private key')
  })
})

import { generateKeyPairSync } from 'node:crypto'
import { type JWK, SignJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { edDsaAccessTokens } from './access-tokens.ts'
import { memoryCache } from './cache/memory-cache.ts'
import { manualClock } from './clock.ts'
import { createLog } from './log.ts'
import { mintId } from './mint-id.ts'
import { revokedSessions } from './revoked-sessions.ts'

const newKey = (kid = 'test') =>
  ({ ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }), kid }) as JWK
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

  test('says which role the person has, and takes a word for no role that there is not', async () => {
    const clock = manualClock(start)
    const key = newKey()
    const tokens = await edDsaAccessTokens({ key, ttlS: 300, clock })
    const { token } = await tokens.issue(user, session, 'MODERATOR')
    expect(await tokens.verify(token)).toMatchObject({ id: user, role: 'MODERATOR' })
    const king = await tokens.issue(user, session, 'KING' as 'MODERATOR')
    expect(await tokens.verify(king.token)).not.toHaveProperty('role')
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

  test('is accepted from the other key too, so that keys change without a sign-out', async () => {
    const clock = manualClock(start)
    const [last, next] = [newKey(), newKey('next')]
    const { d: _last, ...lastPublic } = last
    const { d: _next, ...nextPublic } = next
    const before = await edDsaAccessTokens({ key: last, ttlS: 300, clock })
    const prepared = await edDsaAccessTokens({ key: last, otherKey: nextPublic as JWK, ttlS: 300, clock })
    const changed = await edDsaAccessTokens({ key: next, otherKey: lastPublic as JWK, ttlS: 300, clock })
    const done = await edDsaAccessTokens({ key: next, ttlS: 300, clock })
    const [old, fresh] = [await before.issue(user, session), await changed.issue(user, session)]

    for (const tokens of [prepared, changed])
      for (const { token } of [old, fresh]) expect(await tokens.verify(token)).not.toBeNull()
    expect(await done.verify(old.token)).toBeNull()
    expect(await before.verify(fresh.token)).toBeNull()
    expect(changed.jwks.keys.map(({ kid }) => kid)).toEqual(['next', 'test'])
    expect(JSON.stringify(changed.jwks)).not.toContain(String(next.d))
  })

  test('names its key, by the thumbprint if it has no name; two keys of one name are refused', async () => {
    const clock = manualClock(start)
    const { kid: _kid, ...unnamed } = newKey()
    const tokens = await edDsaAccessTokens({ key: unnamed as JWK, ttlS: 300, clock })
    const { token } = await tokens.issue(user, session)
    const header = JSON.parse(Buffer.from(String(token.split('.')[0]), 'base64url').toString())
    expect(header).toEqual({ alg: 'EdDSA', typ: 'at+jwt', kid: tokens.jwks.keys[0]?.kid })
    expect(header.kid).toHaveLength(43)
    await expect(edDsaAccessTokens({ key: newKey(), otherKey: newKey(), ttlS: 300, clock })).rejects.toThrow(
      'same `kid`',
    )
  })

  test('ends with its session, also when it was seen before', async () => {
    const clock = manualClock(start)
    const cache = memoryCache(clock)
    await using revoked = await revokedSessions({ cache, log: createLog('silent'), keepMs: 360_000 })
    const tokens = await edDsaAccessTokens({ key: newKey(), ttlS: 300, clock, revoked })
    const { token } = await tokens.issue(user, session)
    const other = await tokens.issue(user, mintId('Session', start))
    const heard: string[] = []
    tokens.onRevoked((one) => heard.push(one))
    expect(await tokens.verify(token)).not.toBeNull()

    tokens.revoke(session)
    expect(await tokens.verify(token)).toBeNull()
    expect(await tokens.verify(other.token)).not.toBeNull()
    expect(heard).toEqual([session])
  })
})

import { createHash, generateKeyPairSync } from 'node:crypto'

/** A new Ed25519 key for access tokens, as a private JWK in one line. Its `kid` is its thumbprint (RFC 7638). */
export function newSigningKey(): string {
  const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
  const thumbprinted = JSON.stringify({ crv: jwk.crv, kty: jwk.kty, x: jwk.x })
  return JSON.stringify({ ...jwk, kid: createHash('sha256').update(thumbprinted).digest('base64url') })
}

import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/** Encrypts secrets that must be read again, unlike passwords: the database alone does not give them away. */
export interface StoredSecrets {
  /** @param purpose what it is, and whose: `totp:<user id>`. It opens for nothing else, so that rows cannot be swapped. */
  seal(purpose: string, secret: string): string
  /** @throws if it was altered, or sealed for another purpose or with another key. */
  open(purpose: string, sealed: string): string
}

const ALGORITHM = 'aes-256-gcm'
const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * AES-256-GCM, with a random nonce for each secret: good for 2^32 of them (NIST SP 800-38D, 8.3).
 * @param secret at least 32 characters, the same in every process of a system, and for as long as what it sealed is kept.
 */
export function storedSecrets(secret: string): StoredSecrets {
  const key = new Uint8Array(hkdfSync('sha256', secret, '', 'varal stored secrets', KEY_BYTES))

  return {
    seal(purpose, text) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(Buffer.from(purpose))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')
    },
    open(purpose, sealed) {
      const bytes = Buffer.from(sealed, 'base64url')
      const nonce = bytes.subarray(0, NONCE_BYTES)
      const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES)
      const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES })
      decipher.setAAD(Buffer.from(purpose)).setAuthTag(tag)
      return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString()
    },
  }
}

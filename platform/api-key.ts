import { createHash, randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

const PREFIX = 'varal_key_'
const SECRET_BYTES = 32
const CHECKSUM_BYTES = 4
const form = /^(varal_key_[\w-]{43})([\w-]{6})$/

/** A new key, which is shown once, and what is kept of it. */
export interface ApiKey {
  readonly text: string
  readonly hash: string
  /** By which its owner tells it from others: its last four characters. */
  readonly hint: string
}

/** 256 random bits behind a prefix by which a leaked one is recognised, with a checksum by which a mistyped one is. */
export function mintApiKey(): ApiKey {
  const secret = PREFIX + randomBytes(SECRET_BYTES).toString('base64url')
  const text = secret + checksumOf(secret)
  return { text, hash: sha256(text), hint: text.slice(-4) }
}

/** The key's SHA-256 in hexadecimal, by which its app is found; null if the text can be no key, which costs no look-up. */
export function apiKeyHash(text: string): string | null {
  const [, secret = '', checksum] = form.exec(text) ?? []
  return checksum === checksumOf(secret) ? sha256(text) : null
}

function checksumOf(secret: string): string {
  const bytes = Buffer.alloc(CHECKSUM_BYTES)
  bytes.writeUInt32BE(crc32(secret))
  return bytes.toString('base64url')
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

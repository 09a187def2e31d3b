import { createHash, randomBytes } from 'node:crypto'
import type { Cursors } from '@varal/platform/cursors'

const FAMILY_BYTES = 16
const TURN_BYTES = 16

/**
 * 256 bits in base64url. The first half is the session's family: the same in all its tokens, known to nobody who never held
 * one. The second half is new at each turn. A known family with a turn that is not the current one is thus a token that was
 * used before, however long ago, although only the last hashes are kept.
 */
export interface RefreshToken {
  readonly text: string
  /** SHA-256 of the family, base64url: by it the session is found. */
  readonly familyHash: string
  /** SHA-256 of the whole, base64url. */
  readonly hash: string
}

export const newRefreshToken = (): RefreshToken => tokenOf(randomBytes(FAMILY_BYTES + TURN_BYTES))

/** Null if the text cannot be a refresh token. */
export function readRefreshToken(text: string): RefreshToken | null {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.length === FAMILY_BYTES + TURN_BYTES && bytes.toString('base64url') === text ? tokenOf(bytes) : null
}

/**
 * The token that this one is traded for: always the same, so that a lost answer can be given again without keeping it.
 * Nobody can tell it from the token without the key of `keyedHash`.
 */
export function successorOf(token: RefreshToken, keyedHash: Cursors['hash']): RefreshToken {
  const family = Buffer.from(token.text, 'base64url').subarray(0, FAMILY_BYTES)
  const turn = Buffer.from(keyedHash(`refresh-token\0${token.text}`), 'hex').subarray(0, TURN_BYTES)
  return tokenOf(Buffer.concat([family, turn]))
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('base64url')

const tokenOf = (bytes: Buffer): RefreshToken => ({
  text: bytes.toString('base64url'),
  familyHash: sha256(bytes.subarray(0, FAMILY_BYTES)),
  hash: sha256(bytes),
})

import { createHash, randomBytes } from 'node:crypto'
import type { UserId } from '@varal/schema/ids'

const CODES = 10
const CODE_CHARACTERS = 16
/** Crockford's base32: no letter in it looks like a digit. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** Ten new ones, of 80 bits each, as `abcd-efgh-jkmn-pqrs`. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: CODES }, () =>
    Array.from(randomBytes(CODE_CHARACTERS), (byte) => ALPHABET[byte % ALPHABET.length])
      .join('')
      .replace(/(.{4})(?=.)/g, '$1-'),
  )

/** What is kept of a code; null if it can be none, however it is written. */
export function recoveryCodeHash(userId: UserId, written: string): string | null {
  const code = written.toLowerCase().replace(/[\s-]/g, '').replaceAll('o', '0').replace(/[il]/g, '1')
  if (code.length !== CODE_CHARACTERS || [...code].some((one) => !ALPHABET.includes(one))) return null
  return createHash('sha256').update(`${userId}\0${code}`).digest('hex')
}

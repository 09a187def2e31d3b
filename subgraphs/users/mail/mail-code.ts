import { createHash } from 'node:crypto'
import type { Cursors } from '@varal/platform/cursors'

const CODE_BYTES = 24
/** Ours have 32; a longer text is none. */
export const CODE_CHARACTERS_MAX = 100

/**
 * The code in a mail, 192 bits in base64url: always the same for one mail, so that a mail that is sent twice has one code,
 * and nowhere stored. Nobody can tell it from the mail's id without the key of `keyedHash`.
 */
export const mailCode = (mailId: string, keyedHash: Cursors['hash']): string =>
  Buffer.from(keyedHash(`mail-code\0${mailId}`), 'hex')
    .subarray(0, CODE_BYTES)
    .toString('base64url')

/** What is kept of a code. */
export const codeHash = (code: string): string => createHash('sha256').update(code).digest('hex')

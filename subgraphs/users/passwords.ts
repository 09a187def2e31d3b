import { hash, verify } from '@node-rs/argon2'
import { characters } from '@varal/platform/plain-text'
import { z } from 'zod'
import { commonPasswords } from './common-passwords.ts'
import { waitingLine } from './waiting-line.ts'

/** Argon2id; 2 is its number in the package's enumeration. Source: OWASP Password Storage Cheat Sheet, 19 MiB, 2 passes. */
const cost = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

/** Of this process: a hash takes a core and 19 MiB for about 50 ms, so that the last of the line waits 1.3 s. */
const inLine = waitingLine({ atOnceMax: 2, waitingMax: 50 })

/**
 * No password's: 16 and 32 random bytes where salt and hash stand. Costs as much to check as somebody's. Accounts that have no
 * password have it too.
 */
export const NO_PASSWORD =
  '$argon2id$v=19$m=19456,t=2,p=1$vnzhGXH0NlngWYv+WZAb/g$KsLx8iANZ4bHQNx5NSCYf/pzuoQzH+BWmg7ZTFdoCac'

/** Two keyboards write é in two ways; both are the same password. */
const composed = (password: string) => password.normalize('NFKC')

/** For a new password. Not trimmed: a space is a character like any other. */
export const newPassword = z
  .string()
  .check(characters(8, 200))
  .refine((password) => !commonPasswords.has(composed(password).toLowerCase()))

/** The hash to store, with its salt and its cost. @throws OVERLOADED when too many wait. */
export const hashPassword = (password: string): Promise<string> => inLine(() => hash(composed(password), cost))

/**
 * Whether the password is the one. Without an account it takes as long, and is not: how long the answer took tells nobody
 * who has an account. @throws OVERLOADED when too many wait.
 */
export async function isPassword(password: string, passwordHash: string | null): Promise<boolean> {
  const matches = await inLine(() => verify(passwordHash ?? NO_PASSWORD, composed(password)))
  return matches && passwordHash !== null
}

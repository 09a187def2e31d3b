import type { Context } from '@varal/platform/context'
import { Mistake } from '@varal/platform/errors'
import { type Outcome, refuse } from '@varal/platform/outcome'
import { characters } from '@varal/platform/plain-text'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { accounts } from './accounts/tables.ts'
import { countAttempt } from './attempts.ts'
import { isPassword } from './passwords.ts'

/** A password that somebody has, whatever rules there were when it was chosen. */
export const knownPassword = z.string().check(characters(1, 200))

const limit = { name: 'own-password', max: 10, windowMs: 15 * 60 * 1_000 }

export interface OwnAccount {
  readonly email: string
  /** As it was when the password was checked. */
  readonly passwordHash: string
}

/**
 * The viewer's account, once they have shown that they know its password: who finds a device that is signed in must not be
 * able to take the account over. Ten attempts in 15 minutes. @throws OVERLOADED when too many passwords are checked at once.
 */
export async function checkOwnPassword(password: string, ctx: Context<unknown>): Promise<Outcome<OwnAccount>> {
  const { viewer, db } = ctx
  if (viewer.kind === 'anonymous') throw new Mistake('UNAUTHENTICATED', 'Sign in first.')
  const refusal = await countAttempt(limit, [viewer.id], ctx)
  if (refusal) return refusal

  const [account] = await db
    .select({ email: accounts.email, passwordHash: accounts.passwordHash })
    .from(accounts)
    .where(eq(accounts.id, viewer.id))
  const isTheirs = await isPassword(password, account?.passwordHash ?? null)
  return account && isTheirs ? account : refuse('CREDENTIALS_INVALID', ['input', 'password'])
}

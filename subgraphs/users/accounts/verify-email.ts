import { isUniqueViolation } from '@varal/platform/faults'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Viewer } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { foldEmail } from '../email.ts'
import { mailToken } from '../mail-token.ts'
import { spendCode, voidCodes } from '../spend-code.ts'
import { accounts } from './tables.ts'

export const verifyEmailInput = z.object({ token: mailToken })

/**
 * Makes the address that a code was mailed to the account's, verified. Whoever has the code need not be signed in: mails
 * are often read elsewhere.
 */
export async function verifyEmail(
  work: Work,
  _viewer: Viewer,
  { token }: z.output<typeof verifyEmailInput>,
): Promise<Outcome<{ email: string }>> {
  const path = ['input', 'token']
  const spent = await spendCode(work, token, 'VERIFY_EMAIL')
  if (!spent) return refuse('CODE_INVALID', path)
  const { email, userId } = spent
  const verified = { email, emailFolded: foldEmail(email), emailVerifiedAt: work.at }
  // A savepoint: somebody else may have registered with the address since the mail.
  const isTaken = await work.db
    .transaction((inner) => inner.update(accounts).set(verified).where(eq(accounts.id, userId)))
    .then(() => false, isUniqueViolation)
  if (isTaken) return refuse('EMAIL_TAKEN', path)
  // One that was mailed to the former address would bring that back.
  await voidCodes(work, userId)
  return { email }
}

import type { Context } from '@varal/platform/context'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Viewer } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { SessionId } from '@varal/schema/ids'
import { and, eq, exists, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { accounts } from '../accounts/tables.ts'
import { foldEmail } from '../email.ts'
import { endSessions } from '../end-sessions.ts'
import { identities } from '../identities/tables.ts'
import { mailToken } from '../mail-token.ts'
import { hashPassword, newPassword } from '../passwords.ts'
import { queueMail } from '../queue-mail.ts'
import { isGoodCode, spendCode, voidCodes } from '../spend-code.ts'

export const resetPasswordInput = z.object({ token: mailToken, newPassword })
type ResetPasswordInput = z.output<typeof resetPasswordInput>

interface Prepared {
  readonly newHash: string
}

const invalid = refuse('CODE_INVALID', ['input', 'token'])

/** Hashes nothing for who has no code: a hash is dear. */
export async function prepareReset(
  { token, newPassword }: ResetPasswordInput,
  { db, clock }: Context<unknown>,
): Promise<Outcome<Prepared>> {
  const isGood = await isGoodCode(db, token, 'RESET_PASSWORD', clock.now())
  return isGood ? { newHash: await hashPassword(newPassword) } : invalid
}

/** Gives the account a new password, ends all its sessions and what was mailed before, and tells its owner. */
export async function resetPassword(
  work: Work,
  _viewer: Viewer,
  { token }: ResetPasswordInput,
  { newHash }: Prepared,
): Promise<Outcome<{ endedSessionIds: SessionId[] }>> {
  const spent = await spendCode(work, token, 'RESET_PASSWORD')
  if (!spent) return invalid
  const { userId, email } = spent
  // Who has the code reads the mails of the address that it was sent to, if that is still the account's.
  const isRead = sql`case when ${accounts.emailFolded} = ${foldEmail(email)}
    then coalesce(${accounts.emailVerifiedAt}, ${work.at.toISOString()}::timestamptz) else ${accounts.emailVerifiedAt} end`
  // Nobody had shown that the address is theirs: whoever linked a provider meanwhile may have been somebody else.
  const unread = work.db
    .select({ id: accounts.id })
    .from(accounts)
    .where(and(eq(accounts.id, userId), isNull(accounts.emailVerifiedAt)))
  await work.db.delete(identities).where(and(eq(identities.userId, userId), exists(unread)))
  await work.db
    .update(accounts)
    .set({ passwordHash: newHash, passwordChangedAt: work.at, emailVerifiedAt: isRead })
    .where(eq(accounts.id, userId))

  const endedSessionIds = await endSessions(work, userId)
  await voidCodes(work, userId)
  await queueMail(work, 'PASSWORD_CHANGED', { userId, address: email })
  return { endedSessionIds }
}

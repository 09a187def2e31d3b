import type { Context } from '@varal/platform/context'
import { isRefusal, type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { SessionId } from '@varal/schema/ids'
import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { endSessions } from '../end-sessions.ts'
import { checkOwnPassword, knownPassword, type OwnAccount } from '../own-password.ts'
import { hashPassword, newPassword } from '../passwords.ts'
import { queueMail } from '../queue-mail.ts'
import { voidCodes } from '../spend-code.ts'
import { accounts } from './tables.ts'

export const changePasswordInput = z.object({ password: knownPassword, newPassword })
type ChangePasswordInput = z.output<typeof changePasswordInput>

interface Prepared {
  readonly account: OwnAccount
  readonly newHash: string
}

export async function prepareNewPassword(
  { password, newPassword }: ChangePasswordInput,
  ctx: Context<unknown>,
): Promise<Outcome<Prepared>> {
  const account = await checkOwnPassword(password, ctx)
  return isRefusal(account) ? account : { account, newHash: await hashPassword(newPassword) }
}

/** Changes the password, ends all other sessions and what was mailed before, and tells the owner by mail. */
export async function changePassword(
  work: Work,
  actor: Actor,
  _input: ChangePasswordInput,
  { account, newHash }: Prepared,
): Promise<Outcome<{ viewer: Actor; endedSessionIds: SessionId[] }>> {
  // Only from the password that was checked: somebody may have changed it since.
  const isUnchanged = and(eq(accounts.id, actor.id), eq(accounts.passwordHash, account.passwordHash))
  const changed = await work.db
    .update(accounts)
    .set({ passwordHash: newHash, passwordChangedAt: work.at })
    .where(isUnchanged)
    .returning({ id: accounts.id })
  if (changed.length === 0) return refuse('CREDENTIALS_INVALID', ['input', 'password'])

  const endedSessionIds = await endSessions(work, actor.id, actor.sessionId)
  await voidCodes(work, actor.id)
  await queueMail(work, 'PASSWORD_CHANGED', { userId: actor.id, address: account.email })
  return { viewer: actor, endedSessionIds }
}

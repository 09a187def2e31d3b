import type { Context } from '@varal/platform/context'
import { isRefusal, type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import { and, eq, ne } from 'drizzle-orm'
import { z } from 'zod'
import { emailAddress, foldEmail } from '../email.ts'
import { countMail } from '../mail-limits.ts'
import { checkOwnPassword, knownPassword, type OwnAccount } from '../own-password.ts'
import { queueMail } from '../queue-mail.ts'
import { voidCodes } from '../spend-code.ts'
import { accounts } from './tables.ts'

export const changeEmailInput = z.object({ newEmail: emailAddress, password: knownPassword })
type ChangeEmailInput = z.output<typeof changeEmailInput>

interface Prepared {
  readonly account: OwnAccount
}

export async function prepareNewEmail(
  { newEmail, password }: ChangeEmailInput,
  ctx: Context<unknown>,
): Promise<Outcome<Prepared>> {
  const account = await checkOwnPassword(password, ctx)
  if (isRefusal(account)) return account
  return (await countMail(foldEmail(newEmail), ctx)) ?? { account }
}

/**
 * Mails a code to the new address, which counts once `verifyEmail` has it; a change that was begun before is taken back.
 * The old address is told at once: whoever reads it may not be who asked.
 */
export async function changeEmail(
  work: Work,
  actor: Actor,
  { newEmail }: ChangeEmailInput,
  { account }: Prepared,
): Promise<Outcome<{ viewer: Actor }>> {
  const isAnothers = and(eq(accounts.emailFolded, foldEmail(newEmail)), ne(accounts.id, actor.id))
  if ((await work.db.$count(accounts, isAnothers)) > 0) return refuse('EMAIL_TAKEN', ['input', 'newEmail'])

  await voidCodes(work, actor.id)
  await queueMail(work, 'VERIFY_EMAIL', { userId: actor.id, address: newEmail })
  await queueMail(work, 'EMAIL_CHANGE_BEGUN', { userId: actor.id, address: account.email })
  return { viewer: actor }
}

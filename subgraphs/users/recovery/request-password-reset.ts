import type { Context } from '@varal/platform/context'
import type { Outcome } from '@varal/platform/outcome'
import type { Viewer } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import { z } from 'zod'
import { countAttempt } from '../attempts.ts'
import { emailAddress, foldEmail } from '../email.ts'
import { countMail } from '../mail-limits.ts'
import { queueMail } from '../queue-mail.ts'

export const requestPasswordResetInput = z.object({ email: emailAddress })
type RequestPasswordResetInput = z.output<typeof requestPasswordResetInput>

const limit = { name: 'password-resets-from', max: 20, windowMs: 60 * 60 * 1_000 }

/** Counted by what was asked for, whether or not anybody has the address. */
export async function countRequest(
  { email }: RequestPasswordResetInput,
  ctx: Context<unknown>,
): Promise<Outcome<object>> {
  const { address } = ctx.caller
  return (await countAttempt(limit, [address], ctx)) ?? (await countMail(foldEmail(email), ctx)) ?? {}
}

/**
 * Has a code mailed to the account with this address, if there is one. Whether there is, only the job that sends it looks:
 * the statements here, and so the answer and its time, are the same.
 */
export async function requestPasswordReset(
  work: Work,
  _viewer: Viewer,
  { email }: RequestPasswordResetInput,
): Promise<Outcome<object>> {
  await queueMail(work, 'RESET_PASSWORD', { userId: null, address: email })
  return {}
}

import { Mistake } from '@varal/platform/errors'
import { idempotencyKey } from '@varal/platform/mutation'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import { z } from 'zod'
import { foldEmail } from '../email.ts'
import type { Ctx } from '../loaders.ts'
import { countMail } from '../mail-limits.ts'
import type { ViewerModel } from '../models.ts'
import { queueMail } from '../queue-mail.ts'

export const requestEmailVerificationInput = z.object({ idempotencyKey })
type RequestEmailVerificationInput = z.output<typeof requestEmailVerificationInput>

interface Prepared {
  /** Null: it is verified already. */
  readonly address: string | null
}

export async function prepareVerification(_input: unknown, ctx: Ctx): Promise<Outcome<Prepared>> {
  if (ctx.viewer.kind === 'anonymous') throw new Mistake('UNAUTHENTICATED', 'Sign in first.')
  const account = await ctx.load.ownAccount.load(ctx.viewer.id)
  if (!account) return refuse('NOT_FOUND')
  if (account.emailVerifiedAt) return { address: null }
  return (await countMail(foldEmail(account.email), ctx)) ?? { address: account.email }
}

/** Mails a code to the actor's address, unless it is verified. */
export async function requestEmailVerification(
  work: Work,
  { id, sessionId }: Actor,
  _input: RequestEmailVerificationInput,
  { address }: Prepared,
): Promise<Outcome<{ viewer: ViewerModel }>> {
  if (address !== null) await queueMail(work, 'VERIFY_EMAIL', { userId: id, address })
  return { viewer: { id, sessionId } }
}

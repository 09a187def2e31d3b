import { isRefusal, type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import { isNull } from 'drizzle-orm'
import { z } from 'zod'
import type { Ctx } from '../loaders.ts'
import { checkOwnPassword, knownPassword } from '../own-password.ts'
import { totpPurpose } from '../second-factor-proof.ts'
import { secondFactors } from './tables.ts'
import { type NewTotp, newTotp } from './totp.ts'

export const beginTotpInput = z.object({ password: knownPassword })

interface Prepared {
  readonly totp: NewTotp
  readonly sealedSecret: string
}

export async function prepareTotp({ password }: z.output<typeof beginTotpInput>, ctx: Ctx): Promise<Outcome<Prepared>> {
  const account = await checkOwnPassword(password, ctx)
  if (isRefusal(account)) return account
  const { viewer } = ctx
  const profile = viewer.kind === 'user' ? await ctx.load.user.load(viewer.id) : null
  if (!profile) return refuse('NOT_FOUND')
  const totp = newTotp(profile.handle)
  return { totp, sealedSecret: ctx.storedSecrets.seal(totpPurpose(profile.id), totp.secret) }
}

/** Gives a secret for an authenticator app. Signing in asks for its codes once one of them has been confirmed. */
export async function beginTotp(
  work: Work,
  actor: Actor,
  _input: z.output<typeof beginTotpInput>,
  { totp, sealedSecret }: Prepared,
): Promise<Outcome<NewTotp>> {
  const begun = { sealedSecret, begunAt: work.at, usedStep: 0 }
  const rows = await work.db
    .insert(secondFactors)
    .values({ userId: actor.id, ...begun })
    .onConflictDoUpdate({ target: secondFactors.userId, set: begun, setWhere: isNull(secondFactors.confirmedAt) })
    .returning({ userId: secondFactors.userId })
  return rows.length > 0 ? totp : refuse('MFA_ALREADY_ON')
}

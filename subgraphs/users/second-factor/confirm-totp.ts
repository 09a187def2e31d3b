import { Mistake } from '@varal/platform/errors'
import { isRefusal, type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import type { Ctx } from '../loaders.ts'
import { otpCode, readProof } from '../second-factor-proof.ts'
import { ownFactor } from './own-factor.ts'
import { replaceRecoveryCodes } from './replace-recovery-codes.ts'
import { secondFactors } from './tables.ts'

export const confirmTotpInput = z.object({ code: otpCode })

interface Confirmed {
  readonly sealedSecret: string
  readonly step: number
}

const path = ['input', 'code']

export async function checkFirstCode(
  { code }: z.output<typeof confirmTotpInput>,
  ctx: Ctx,
): Promise<Outcome<Confirmed>> {
  if (ctx.viewer.kind === 'anonymous') throw new Mistake('UNAUTHENTICATED', 'Sign in first.')
  const factor = await ownFactor(ctx.db, ctx.viewer.id)
  if (!factor) return refuse('NOT_FOUND')
  if (factor.confirmedAt) return refuse('MFA_ALREADY_ON')
  const proof = await readProof(factor, code, path, ctx)
  if (isRefusal(proof)) return proof
  return 'step' in proof ? { sealedSecret: factor.sealedSecret, step: proof.step } : refuse('CODE_INVALID', path)
}

/** From now on signing in asks for a code. The recovery codes are told this once. */
export async function confirmTotp(
  work: Work,
  actor: Actor,
  _input: z.output<typeof confirmTotpInput>,
  { sealedSecret, step }: Confirmed,
): Promise<Outcome<{ recoveryCodes: string[] }>> {
  // Still the secret that the code was of: somebody may have begun anew.
  const isThis = and(eq(secondFactors.userId, actor.id), eq(secondFactors.sealedSecret, sealedSecret))
  const confirmed = await work.db
    .update(secondFactors)
    .set({ confirmedAt: work.at, usedStep: step })
    .where(and(isThis, isNull(secondFactors.confirmedAt)))
    .returning({ userId: secondFactors.userId })
  if (confirmed.length === 0) return refuse('CODE_INVALID', path)
  return { recoveryCodes: await replaceRecoveryCodes(work, actor.id) }
}

import type { Context } from '@varal/platform/context'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Work } from '@varal/platform/work'
import type { UserId } from '@varal/schema/ids'
import { and, eq, lt } from 'drizzle-orm'
import { z } from 'zod'
import { countAttempt } from './attempts.ts'
import { recoveryCodeHash } from './second-factor/recovery-codes.ts'
import { recoveryCodes, secondFactors } from './second-factor/tables.ts'
import { stepOf } from './second-factor/totp.ts'

/** Six digits, or a recovery code. */
export const otpCode = z.string().trim().min(1).max(40)

/** Three codes are good at a time: who knows the password and tries all day for a week finds one with 2 %. */
const limit = { name: 'second-factor', max: 10, windowMs: 15 * 60 * 1_000 }

export type SecondFactor = Pick<typeof secondFactors.$inferSelect, 'userId' | 'sealedSecret'>

/** What a code is, if it is good: only `spendProof` makes sure that nobody else uses it too. */
export type Proof = { readonly step: number } | { readonly recoveryHash: string }

/** What the secret of a person is sealed for. */
export const totpPurpose = (userId: UserId) => `totp:${userId}`

/** Reads a code of somebody's second factor. @param path of the input that has it */
export async function readProof(
  { userId, sealedSecret }: SecondFactor,
  code: string,
  path: readonly string[],
  ctx: Context<unknown>,
): Promise<Outcome<Proof>> {
  const refusal = await countAttempt(limit, [userId], ctx)
  if (refusal) return refusal

  const recoveryHash = recoveryCodeHash(userId, code)
  if (recoveryHash !== null) return { recoveryHash }
  const secret = ctx.storedSecrets.open(totpPurpose(userId), sealedSecret)
  const step = stepOf(code.replace(/\s/g, ''), secret, ctx.clock.now())
  return step === null ? refuse('CODE_INVALID', path) : { step }
}

/** Uses a code up, under any race: false if it was used before, or is not one of theirs. */
export async function spendProof({ db }: Work, userId: UserId, proof: Proof): Promise<boolean> {
  if ('recoveryHash' in proof) {
    const spent = await db
      .delete(recoveryCodes)
      .where(and(eq(recoveryCodes.userId, userId), eq(recoveryCodes.hash, proof.recoveryHash)))
      .returning({ hash: recoveryCodes.hash })
    return spent.length > 0
  }
  const spent = await db
    .update(secondFactors)
    .set({ usedStep: proof.step })
    .where(and(eq(secondFactors.userId, userId), lt(secondFactors.usedStep, proof.step)))
    .returning({ userId: secondFactors.userId })
  return spent.length > 0
}

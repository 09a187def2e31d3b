import { isRefusal, type Outcome, refuse } from '@varal/platform/outcome'
import { z } from 'zod'
import type { Ctx } from '../loaders.ts'
import { checkOwnPassword, knownPassword, type OwnAccount } from '../own-password.ts'
import { otpCode, type Proof, readProof } from '../second-factor-proof.ts'
import { ownFactor } from './own-factor.ts'

/** For changes to a second factor that is on: the password and a code. */
export const ownFactorInput = z.object({ password: knownPassword, code: otpCode })

export const codePath = ['input', 'code']

export interface Proved {
  readonly account: OwnAccount
  readonly proof: Proof
}

export async function checkOwnFactor(
  { password, code }: z.output<typeof ownFactorInput>,
  ctx: Ctx,
): Promise<Outcome<Proved>> {
  const account = await checkOwnPassword(password, ctx)
  if (isRefusal(account)) return account
  const factor = ctx.viewer.kind === 'user' ? await ownFactor(ctx.db, ctx.viewer.id) : null
  if (!factor?.confirmedAt) return refuse('NOT_FOUND')
  const proof = await readProof(factor, code, codePath, ctx)
  return isRefusal(proof) ? proof : { account, proof }
}

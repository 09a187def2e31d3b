import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import { eq } from 'drizzle-orm'
import type { z } from 'zod'
import { queueMail } from '../queue-mail.ts'
import { spendProof } from '../second-factor-proof.ts'
import { codePath, type ownFactorInput, type Proved } from './check-own-factor.ts'
import { recoveryCodes, secondFactors } from './tables.ts'

/** Signing in asks for the password alone again. A recovery code does too: whoever has lost the app turns it off with one. */
export async function disableTotp(
  work: Work,
  actor: Actor,
  _input: z.output<typeof ownFactorInput>,
  { account, proof }: Proved,
): Promise<Outcome<{ viewer: Actor }>> {
  if (!(await spendProof(work, actor.id, proof))) return refuse('CODE_INVALID', codePath)
  await work.db.delete(secondFactors).where(eq(secondFactors.userId, actor.id))
  await work.db.delete(recoveryCodes).where(eq(recoveryCodes.userId, actor.id))
  await queueMail(work, 'SECOND_FACTOR_OFF', { userId: actor.id, address: account.email })
  return { viewer: actor }
}

import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { z } from 'zod'
import { spendProof } from '../second-factor-proof.ts'
import { codePath, type ownFactorInput, type Proved } from './check-own-factor.ts'
import { replaceRecoveryCodes } from './replace-recovery-codes.ts'

/** Ten new recovery codes, told this once. The old ones end. */
export async function renewRecoveryCodes(
  work: Work,
  actor: Actor,
  _input: z.output<typeof ownFactorInput>,
  { proof }: Proved,
): Promise<Outcome<{ recoveryCodes: string[] }>> {
  if (!(await spendProof(work, actor.id, proof))) return refuse('CODE_INVALID', codePath)
  return { recoveryCodes: await replaceRecoveryCodes(work, actor.id) }
}

import { randomUUID } from 'node:crypto'
import type { Context } from '@varal/platform/context'
import { isRefusal, type Outcome, refuse } from '@varal/platform/outcome'
import { characters } from '@varal/platform/plain-text'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { ErasureId, SessionId } from '@varal/schema/ids'
import { and, eq, isNotNull } from 'drizzle-orm'
import { z } from 'zod'
import { hideAccount } from '../hide-account.ts'
import { checkOwnPassword, knownPassword } from '../own-password.ts'
import { secondFactors } from '../second-factor/tables.ts'
import { otpCode, type Proof, readProof, spendProof } from '../second-factor-proof.ts'
import { erasures } from './tables.ts'

export const deleteAccountInput = z.object({
  password: knownPassword,
  otp: otpCode.nullish(),
  reason: z.string().check(characters(0, 1_000)).nullish(),
})

type DeleteAccountInput = z.output<typeof deleteAccountInput>

const otpPath = ['input', 'otp']
/** However short the grace: until every access token of the person has ended, and what they had begun. */
const GRACE_MS_MIN = 10_000

interface Prepared {
  /** Null: they have no second factor. */
  readonly proof: Proof | null
  readonly graceMs: number
}

/** The password, and a code if there is a second factor: what is erased does not come back. */
export async function prepareDeletion(
  { password, otp }: DeleteAccountInput,
  ctx: Context<unknown>,
): Promise<Outcome<Prepared>> {
  const account = await checkOwnPassword(password, ctx)
  if (isRefusal(account)) return account
  const graceMs = Math.max(ctx.settings.erasureGraceS * 1_000, GRACE_MS_MIN)
  const factor = await confirmedFactor(ctx)
  if (!factor) return { proof: null, graceMs }
  if (otp == null) return refuse('MFA_REQUIRED', otpPath)
  const proof = await readProof(factor, otp, otpPath, ctx)
  return isRefusal(proof) ? proof : { proof, graceMs }
}

async function confirmedFactor({ viewer, db }: Context<unknown>) {
  if (viewer.kind === 'anonymous') return null
  const isTheirs = and(eq(secondFactors.userId, viewer.id), isNotNull(secondFactors.confirmedAt))
  const [factor] = await db.select().from(secondFactors).where(isTheirs)
  return factor ?? null
}

interface Deleted {
  readonly receiptId: ErasureId
  readonly erasesAt: Date
  readonly endedSessionIds: SessionId[]
}

/** Hides the actor, who is signed out everywhere, until `eraseDue` begins; signing in before that takes it back. */
export async function deleteAccount(
  work: Work,
  actor: Actor,
  { reason = null }: DeleteAccountInput,
  { proof, graceMs }: Prepared,
): Promise<Outcome<Deleted>> {
  if (proof && !(await spendProof(work, actor.id, proof))) return refuse('CODE_INVALID', otpPath)
  const endedSessionIds = await hideAccount(work, actor.id)
  if (!endedSessionIds) return refuse('NOT_FOUND')
  const erasure = {
    id: randomUUID() as string as ErasureId,
    requestedAt: work.at,
    erasesAt: new Date(work.at.getTime() + graceMs),
  }
  await work.db.insert(erasures).values({ ...erasure, userId: actor.id, reason: reason || null })
  return { receiptId: erasure.id, erasesAt: erasure.erasesAt, endedSessionIds }
}

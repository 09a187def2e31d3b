import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse, refuseVersion } from '@varal/platform/outcome'
import { paragraphs } from '@varal/platform/plain-text'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { CaseId } from '@varal/schema/ids'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { carryOut } from './carry-out.ts'
import { type CaseRow, type CaseState, moderationCases, moderationLog, type Verdict, verdicts } from './tables.ts'

export const moderateInput = z.object({
  caseId: globalId('Case'),
  action: z.enum(verdicts),
  reason: paragraphs(1, 1_000),
  expectedVersion: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .nullish(),
})

/** Decides a case, or decides it anew. The log says who did, and why. */
export async function moderate(
  work: Work,
  moderator: Actor,
  { caseId, action, reason, expectedVersion }: z.output<typeof moderateInput>,
): Promise<Outcome<{ caseId: CaseId }>> {
  // The gateway has asked too: a subgraph relies on nobody.
  if (moderator.role !== 'MODERATOR') return refuse('FORBIDDEN')
  const [held] = await work.db.select().from(moderationCases).where(eq(moderationCases.id, caseId)).for('update')
  if (!held) return refuse('NOT_FOUND', ['input', 'caseId'])
  if (held.ownerId === moderator.id) return refuse('FORBIDDEN', ['input', 'caseId'])
  if (expectedVersion != null && expectedVersion !== held.version) return refuseVersion(held.version)
  if (!(await carryOut(work, held, action))) return refuse('VALIDATION_FAILED', ['input', 'action'])

  const decision = action === 'DISMISS' ? {} : { verdict: action, reason, decidedAt: work.at }
  await work.db
    .update(moderationCases)
    .set({ ...decision, state: stateAfter(held, action), version: held.version + 1 })
    .where(eq(moderationCases.id, caseId))
  await work.db
    .insert(moderationLog)
    .values({ caseId, moderatorId: moderator.id, verdict: action, reason, at: work.at })
  return { caseId }
}

function stateAfter({ state, verdict }: CaseRow, action: Verdict): CaseState {
  if (action === 'RESTORE' || action === 'REINSTATE') return 'DISMISSED'
  if (action !== 'DISMISS') return 'ACTIONED'
  // What was done before stands: an appeal that is dismissed changes nothing.
  const stands = state === 'ACTIONED' || (state === 'APPEALED' && verdict !== null)
  return stands ? 'ACTIONED' : 'DISMISSED'
}

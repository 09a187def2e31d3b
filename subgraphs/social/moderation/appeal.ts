import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse } from '@varal/platform/outcome'
import { paragraphs } from '@varal/platform/plain-text'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { CaseId } from '@varal/schema/ids'
import { and, eq, isNotNull } from 'drizzle-orm'
import { z } from 'zod'
import { type CaseRow, moderationCases } from './tables.ts'

export const APPEAL_WITHIN_MS = 14 * 24 * 60 * 60 * 1_000

export const appealInput = z.object({ caseId: globalId('Case'), text: paragraphs(1, 2_000) })

/** Until when somebody may appeal; null if they may not. */
export function appealableUntil({ state, appealedAt, decidedAt }: CaseRow, now: Date): Date | null {
  if (state !== 'ACTIONED' || appealedAt !== null || decidedAt === null) return null
  const until = new Date(decidedAt.getTime() + APPEAL_WITHIN_MS)
  return until > now ? until : null
}

/** Has moderators look again at what they did to something of the actor's: once for each case. */
export async function appeal(
  work: Work,
  actor: Actor,
  { caseId, text }: z.output<typeof appealInput>,
): Promise<Outcome<{ caseId: CaseId }>> {
  const ofActor = and(
    eq(moderationCases.id, caseId),
    eq(moderationCases.ownerId, actor.id),
    isNotNull(moderationCases.verdict),
  )
  const [held] = await work.db.select().from(moderationCases).where(ofActor).for('update')
  if (!held) return refuse('NOT_FOUND', ['input', 'caseId'])
  if (!appealableUntil(held, work.at)) return refuse('APPEAL_CLOSED', ['input', 'caseId'])

  await work.db
    .update(moderationCases)
    .set({ state: 'APPEALED', appeal: text, appealedAt: work.at, version: held.version + 1 })
    .where(eq(moderationCases.id, caseId))
  return { caseId }
}

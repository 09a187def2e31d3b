import type { Db } from '@varal/platform/db'
import { mintId } from '@varal/platform/mint-id'
import { idempotencyKey } from '@varal/platform/mutation'
import { type Outcome, refuse, refuseUntil } from '@varal/platform/outcome'
import { optionalParagraphs } from '@varal/platform/plain-text'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { CaseId, ReportId, UserId } from '@varal/schema/ids'
import { and, desc, eq, gt } from 'drizzle-orm'
import { z } from 'zod'
import { lockOwnOf } from '../advisory-lock.ts'
import { openCases } from './open-case.ts'
import { ownerSeenBy, subjectId } from './subject.ts'
import { moderationCases, reportCategories, reports } from './tables.ts'

const DAY_MS = 24 * 60 * 60 * 1_000
const REPORTS_A_DAY_MAX = 50

export const reportInput = z.object({
  subjectId,
  category: z.enum(reportCategories),
  comment: optionalParagraphs(1_000),
  idempotencyKey,
})

/** Asks moderators to look at what the reporter sees. As long as its case is open, reporting again is reporting once. */
export async function report(
  work: Work,
  reporter: Actor,
  { subjectId: subject, category, comment }: z.output<typeof reportInput>,
): Promise<Outcome<{ reportId: ReportId }>> {
  const ownerId = await ownerSeenBy(work.db, reporter, subject)
  if (!ownerId) return refuse('NOT_FOUND', ['input', 'subjectId'])
  if (ownerId === reporter.id) return refuse('CANNOT_REPORT_SELF', ['input', 'subjectId'])

  await lockOwnOf(work.db, reporter.id, 'reports')
  const told = await openReport(work.db, reporter.id, subject.id)
  if (told) return { reportId: told }
  const freeAt = await whenFree(work, reporter.id)
  if (freeAt) return refuseUntil(freeAt.getTime() - work.at.getTime())

  const [caseId] = await openCases(work, [{ ...subject, ownerId, label: null, reports: 1 }])
  const id = mintId('Report', work.at)
  await work.db
    .insert(reports)
    .values({ id, caseId: caseId as CaseId, reporterId: reporter.id, category, comment, at: work.at })
  return { reportId: id }
}

async function openReport(db: Db, reporter: UserId, subject: string): Promise<ReportId | null> {
  const [row] = await db
    .select({ id: reports.id })
    .from(moderationCases)
    .innerJoin(reports, and(eq(reports.caseId, moderationCases.id), eq(reports.reporterId, reporter)))
    .where(and(eq(moderationCases.subjectId, subject), eq(moderationCases.state, 'OPEN')))
  return row?.id ?? null
}

/** When the person may report again; null if now. */
async function whenFree(work: Work, reporter: UserId): Promise<Date | null> {
  const [oldest] = await work.db
    .select({ at: reports.at })
    .from(reports)
    .where(and(eq(reports.reporterId, reporter), gt(reports.at, new Date(work.at.getTime() - DAY_MS))))
    .orderBy(desc(reports.at))
    .offset(REPORTS_A_DAY_MAX - 1)
    .limit(1)
  return oldest ? new Date(oldest.at.getTime() + DAY_MS) : null
}

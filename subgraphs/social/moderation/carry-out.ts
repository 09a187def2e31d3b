import type { Work } from '@varal/platform/work'
import type { PostId, UserId } from '@varal/schema/ids'
import { eq } from 'drizzle-orm'
import { coverPost, release, withhold } from '../withhold.ts'
import { type CaseRow, suspensions, type Verdict } from './tables.ts'

/** Does what a verdict says to the case's subject. False if it says nothing of such a subject. Doing it twice is doing it once. */
export async function carryOut(work: Work, held: CaseRow, verdict: Verdict): Promise<boolean> {
  const subject = { kind: held.subjectKind, id: held.subjectId }
  switch (verdict) {
    case 'DISMISS':
    case 'WARN':
      return true
    case 'REMOVE':
      return withhold(work, subject)
    case 'RESTORE':
      return release(work, subject)
    case 'MARK_SENSITIVE':
      if (subject.kind !== 'Post') return false
      await coverPost(work, subject.id as PostId)
      return true
    case 'SUSPEND':
      await suspend(work, held)
      return true
    case 'REINSTATE':
      await reinstate(work, held.ownerId)
      return true
  }
}

/** users hears of it, ends the person's sessions, and has everybody lose sight of them. */
async function suspend(work: Work, { id, ownerId }: CaseRow): Promise<void> {
  const added = await work.db
    .insert(suspensions)
    .values({ userId: ownerId, caseId: id, since: work.at })
    .onConflictDoNothing()
    .returning({ userId: suspensions.userId })
  if (added.length > 0) work.announce('social.person.suspended', { userId: ownerId })
}

async function reinstate(work: Work, userId: UserId): Promise<void> {
  const ended = await work.db
    .delete(suspensions)
    .where(eq(suspensions.userId, userId))
    .returning({ userId: suspensions.userId })
  if (ended.length > 0) work.announce('social.person.reinstated', { userId })
}

import { every } from '@varal/platform/handlers'
import { and, asc, eq, isNull, lte } from 'drizzle-orm'
import { endSessions } from '../end-sessions.ts'
import { profiles } from '../profiles/tables.ts'
import { erasures } from './tables.ts'

/** Erasures that begin in one go. */
const ERASURES_MAX = 20

/** Tells everybody to forget the people whose time is over. Profiles are locked before erasures, as by who signs in. */
export const startErasures = every(1_000, 'start-erasures', async (work) => {
  const isWaiting = and(isNull(erasures.startedAt), isNull(erasures.cancelledAt))
  const due = await work.db
    .select({ id: erasures.id, userId: erasures.userId })
    .from(erasures)
    .where(and(isWaiting, lte(erasures.erasesAt, work.at)))
    .orderBy(asc(erasures.erasesAt))
    .limit(ERASURES_MAX)
  for (const { id, userId } of due) {
    if (userId === null) continue
    await work.db.select({ id: profiles.id }).from(profiles).where(eq(profiles.id, userId)).for('update')
    const started = await work.db
      .update(erasures)
      .set({ startedAt: work.at })
      .where(and(eq(erasures.id, id), isWaiting))
      .returning({ id: erasures.id })
    if (started.length === 0) continue
    await endSessions(work, userId)
    work.announce('users.account.erasing', { userId, erasureId: id })
  }
})

import type { Work } from '@varal/platform/work'
import type { SessionId, UserId } from '@varal/schema/ids'
import { and, eq, isNull, ne } from 'drizzle-orm'
import { sessions } from './sessions/tables.ts'

/** Signs somebody out wherever they are signed in, but for one session if it is named. After the commit their access tokens are to be revoked. */
export async function endSessions(work: Work, userId: UserId, exceptId?: SessionId): Promise<SessionId[]> {
  const ended = await work.db
    .update(sessions)
    .set({ endedAt: work.at })
    .where(and(eq(sessions.userId, userId), isNull(sessions.endedAt), exceptId && ne(sessions.id, exceptId)))
    .returning({ id: sessions.id })
  return ended.map(({ id }) => id)
}

import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { SessionId } from '@varal/schema/ids'
import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { sessions } from './tables.ts'

export const endSessionInput = z.object({ sessionId: globalId('Session').nullish() })

/** Signs the actor out of one of their sessions, the one of the request if none is named. Ending twice is ending once. */
export async function endSession(
  work: Work,
  actor: Actor,
  { sessionId }: z.output<typeof endSessionInput>,
): Promise<Outcome<{ endedSessionId: SessionId }>> {
  const id = sessionId ?? actor.sessionId
  const ended = await work.db
    .update(sessions)
    .set({ endedAt: sql`coalesce(${sessions.endedAt}, ${work.at})` })
    .where(and(eq(sessions.id, id), eq(sessions.userId, actor.id)))
    .returning({ id: sessions.id })

  return ended.length > 0 ? { endedSessionId: id } : refuse('NOT_FOUND', sessionId ? ['input', 'sessionId'] : null)
}

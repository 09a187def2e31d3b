import type { SessionId } from '@varal/schema/ids'
import type { Ctx } from '../loaders.ts'
import type { SessionModel, ViewerModel } from '../models.ts'
import { isLive } from './lifetime.ts'
import { liveSessions } from './reads.ts'

/** Where the viewer is signed in, most recently used first. */
export async function listSessions({ id, sessionId }: ViewerModel, { db, clock }: Ctx): Promise<SessionModel[]> {
  const rows = await liveSessions(db, clock.now(), [id])
  return rows.map((row) => ({ ...row, current: row.id === sessionId }))
}

/** A session by its id; null unless it is the viewer's own and not over. */
export async function findSession(id: SessionId, { viewer, load, clock }: Ctx): Promise<SessionModel | null> {
  const row = viewer.kind === 'user' ? await load.session.load(id) : null
  if (!row || viewer.kind === 'anonymous' || row.userId !== viewer.id || !isLive(row, clock.now())) return null
  return { ...row, current: row.id === viewer.sessionId }
}

import { every } from '@varal/platform/handlers'
import { inArray, lt } from 'drizzle-orm'
import { lifeBegins } from './lifetime.ts'
import { sessions } from './tables.ts'

const EVERY_MS = 5 * 60 * 1_000
/** So many in one statement take well under its 3 s. */
const ROWS_MAX = 10_000

/** Forgets sessions 30 days after they were opened. All of them are over by then, and their tokens good for nothing. */
export const sweepSessions = every(EVERY_MS, 'sweep-sessions', async ({ db, at }) => {
  const over = db
    .select({ id: sessions.id })
    .from(sessions)
    .where(lt(sessions.createdAt, lifeBegins(at).createdAfter))
  await db.delete(sessions).where(inArray(sessions.id, over.orderBy(sessions.createdAt).limit(ROWS_MAX)))
})

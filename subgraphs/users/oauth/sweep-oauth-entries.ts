import { every } from '@varal/platform/handlers'
import { and, eq, lt, sql } from 'drizzle-orm'
import { oauthEntries } from './tables.ts'

const EVERY_MS = 60_000
/** So many in one statement take well under its 3 s. */
const ROWS_MAX = 10_000

/** Forgets codes, tokens and grants that have ended. */
export const sweepOAuthEntries = every(EVERY_MS, 'sweep-oauth-entries', async ({ db, at }) => {
  const ended = db
    .select({ model: oauthEntries.model, idHash: oauthEntries.idHash })
    .from(oauthEntries)
    .where(lt(oauthEntries.endsAt, at))
    .limit(ROWS_MAX)
    .as('ended')
  const isEnded = db
    .select({ one: sql`1` })
    .from(ended)
    .where(and(eq(ended.model, oauthEntries.model), eq(ended.idHash, oauthEntries.idHash)))
  await db.delete(oauthEntries).where(sql`exists ${isEnded}`)
})

import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Viewer } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { SessionId } from '@varal/schema/ids'
import { and, eq, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { sessions } from '../sessions/tables.ts'
import { oauthEntries, oauthGrants, oauthModels } from './tables.ts'

const key = { model: z.enum(oauthModels), idHash: z.string().regex(/^[0-9a-f]{64}$/) }

export const storeOAuthEntryInput = z.object({
  ...key,
  sessionId: globalId('Session'),
  payload: z
    .string()
    .max(20_000)
    .transform((text) => JSON.parse(text) as Record<string, unknown>),
  endsAt: z.iso.datetime().transform((text) => new Date(text)),
})

/** Keeps a code, a token or a grant, of a session that has not ended. */
export async function storeOAuthEntry(
  work: Work,
  _viewer: Viewer,
  entry: z.output<typeof storeOAuthEntryInput>,
): Promise<Outcome<{ isDone: boolean }>> {
  // The lock keeps the session from ending in between: what is kept after its end would be good.
  const [open] = await work.db
    .select({ id: sessions.id })
    .from(sessions)
    .innerJoin(oauthGrants, eq(oauthGrants.sessionId, sessions.id))
    .where(and(eq(sessions.id, entry.sessionId), isNull(sessions.endedAt)))
    .for('no key update', { of: sessions })
  if (!open) return refuse('SESSION_EXPIRED')
  await work.db
    .insert(oauthEntries)
    .values(entry)
    .onConflictDoUpdate({
      target: [oauthEntries.model, oauthEntries.idHash],
      set: { payload: sql`excluded.payload`, endsAt: sql`excluded.ends_at` },
    })
  if (entry.model === 'AccessToken')
    await work.db.update(sessions).set({ lastSeenAt: work.at }).where(eq(sessions.id, entry.sessionId))
  return { isDone: true }
}

export const oauthEntryInput = z.object(key)

/** Marks what is good for one use as used: of those who use it at the same time, one has. */
export async function spendOAuthEntry(
  work: Work,
  _viewer: Viewer,
  { model, idHash }: z.output<typeof oauthEntryInput>,
): Promise<{ isDone: boolean }> {
  const used = await work.db
    .update(oauthEntries)
    .set({ usedAt: work.at })
    .where(and(eq(oauthEntries.model, model), eq(oauthEntries.idHash, idHash), isNull(oauthEntries.usedAt)))
    .returning({ idHash: oauthEntries.idHash })
  return { isDone: used.length > 0 }
}

export async function deleteOAuthEntry(
  work: Work,
  _viewer: Viewer,
  { model, idHash }: z.output<typeof oauthEntryInput>,
): Promise<{ isDone: boolean }> {
  await work.db.delete(oauthEntries).where(and(eq(oauthEntries.model, model), eq(oauthEntries.idHash, idHash)))
  return { isDone: true }
}

export const endOAuthGrantInput = z.object({ sessionId: globalId('Session') })

/** Ends what a person has allowed an app: all codes and tokens of it, and the session. Only an app's sessions end so. */
export async function endOAuthGrant(
  work: Work,
  _viewer: Viewer,
  { sessionId }: z.output<typeof endOAuthGrantInput>,
): Promise<{ endedSessionId: SessionId | null }> {
  const ended = await work.db
    .delete(oauthGrants)
    .where(eq(oauthGrants.sessionId, sessionId))
    .returning({ id: oauthGrants.sessionId })
  if (ended.length === 0) return { endedSessionId: null }
  await work.db
    .update(sessions)
    .set({ endedAt: sql`coalesce(${sessions.endedAt}, ${work.at})` })
    .where(eq(sessions.id, sessionId))
  return { endedSessionId: sessionId }
}

import { on, perform } from '@varal/platform/handlers'
import { and, desc, eq, isNotNull, sql } from 'drizzle-orm'
import { endSessions } from '../end-sessions.ts'
import { profiles } from '../profiles/tables.ts'
import { sessions } from '../sessions/tables.ts'

/** Moderators keep a person out: nobody finds them, and they do not sign in. It stays known whether they were away before. */
export const suspend = on('social.person.suspended', 'suspend-account', async ({ data: { userId } }, work) => {
  const at = sql`${work.at.toISOString()}::timestamptz`
  const [suspended] = await work.db
    .update(profiles)
    .set({ suspendedAt: work.at, deactivatedAt: sql`coalesce(${profiles.deactivatedAt}, ${at})` })
    .where(and(eq(profiles.id, userId), sql`${profiles.suspendedAt} is null`))
    .returning({ isNews: sql<boolean>`${profiles.deactivatedAt} = ${profiles.suspendedAt}` })
  if (!suspended) return
  await endSessions(work, userId)
  if (suspended.isNews) work.announce('users.account.deactivated', { userId })
})

/** The opposite. Who was away before, or wants to be erased, stays away. */
export const reinstate = on('social.person.reinstated', 'reinstate-account', async ({ data: { userId } }, work) => {
  const back = { handle: profiles.handle, displayName: profiles.displayName, bio: profiles.bio }
  const [reinstated] = await work.db
    .update(profiles)
    .set({
      suspendedAt: null,
      deactivatedAt: sql`nullif(${profiles.deactivatedAt}, ${profiles.suspendedAt})`,
    })
    .where(and(eq(profiles.id, userId), isNotNull(profiles.suspendedAt)))
    .returning({ ...back, deactivatedAt: profiles.deactivatedAt })
  if (!reinstated) return
  const { deactivatedAt, ...profile } = reinstated
  if (!deactivatedAt) work.announce('users.account.reactivated', { userId, ...profile })
})

/** A person is signed in at 100 places at most. */
const SESSIONS_MAX = 200

/** Access tokens end with the sessions, within 5 s, also where it was not the person who ended them. */
export const revokeHidden = perform(
  'users.account.deactivated',
  'revoke-hidden',
  async ({ data: { userId } }, { db, accessTokens }) => {
    const ended = await db
      .select({ id: sessions.id })
      .from(sessions)
      .where(and(eq(sessions.userId, userId), isNotNull(sessions.endedAt)))
      .orderBy(desc(sessions.lastSeenAt))
      .limit(SESSIONS_MAX)
    for (const { id } of ended) accessTokens.revoke(id)
  },
  // They end by themselves within minutes.
  async () => {},
)

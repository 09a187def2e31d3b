import { among, type Db } from '@varal/platform/db'
import { and, eq, gt, isNull } from 'drizzle-orm'
import { apps } from '../apps/tables.ts'
import { sessions } from '../sessions/tables.ts'
import { lifeBegins } from '../sign-in-for-app.ts'
import { type OAuthModel, oauthEntries, oauthGrants } from './tables.ts'

/** Entries by the hashes of their ids, of sessions that are not over. Those that were used are among them. */
export const oauthEntriesByHash = (db: Db, now: Date) => (model: OAuthModel, hashes: readonly string[]) =>
  db
    .select({
      ...{ idHash: oauthEntries.idHash, payload: oauthEntries.payload, usedAt: oauthEntries.usedAt },
      ...{ endsAt: oauthEntries.endsAt, sessionId: sessions.id, userId: sessions.userId },
      ...{ appId: apps.id, scopes: apps.scopes, firstParty: apps.firstParty },
    })
    .from(oauthEntries)
    .innerJoin(sessions, eq(sessions.id, oauthEntries.sessionId))
    .innerJoin(oauthGrants, eq(oauthGrants.sessionId, oauthEntries.sessionId))
    .innerJoin(apps, eq(apps.id, oauthGrants.appId))
    .where(
      and(
        eq(oauthEntries.model, model),
        among(oauthEntries.idHash, hashes),
        gt(oauthEntries.endsAt, now),
        isNull(sessions.endedAt),
        gt(sessions.createdAt, lifeBegins(now).createdAfter),
        gt(sessions.lastSeenAt, lifeBegins(now).seenAfter),
      ),
    )

import { among, type Db } from '@varal/platform/db'
import type { SessionId, UserId } from '@varal/schema/ids'
import { and, desc, eq, getTableColumns, gt, isNull } from 'drizzle-orm'
import { accounts } from '../accounts/tables.ts'
import { lifeBegins } from './lifetime.ts'
import { sessions } from './tables.ts'

const SESSIONS_MAX = 100

const { id, userId, device, createdAt, lastSeenAt, endedAt } = getTableColumns(sessions)

/** Where each of these people is signed in at `now`: at most 100 each, most recently used first. */
export function liveSessions(db: Db, now: Date, userIds: readonly UserId[]) {
  const { createdAfter, seenAfter } = lifeBegins(now)
  const newest = db
    .select({ id, userId, device, createdAt, lastSeenAt })
    .from(sessions)
    .where(and(eq(userId, accounts.id), isNull(endedAt), gt(lastSeenAt, seenAfter), gt(createdAt, createdAfter)))
    .orderBy(desc(lastSeenAt), desc(id))
    .limit(SESSIONS_MAX)
    .as('newest')
  return db
    .select({
      id: newest.id,
      userId: newest.userId,
      device: newest.device,
      createdAt: newest.createdAt,
      lastSeenAt: newest.lastSeenAt,
    })
    .from(accounts)
    .crossJoinLateral(newest)
    .where(among(accounts.id, userIds))
    .orderBy(desc(newest.lastSeenAt), desc(newest.id))
}

/** Sessions by id, whoever's they are and ended ones too: it is for the caller to look. */
export const sessionsById = (db: Db) => (ids: readonly SessionId[]) =>
  db.select({ id, userId, device, createdAt, lastSeenAt, endedAt }).from(sessions).where(among(id, ids))

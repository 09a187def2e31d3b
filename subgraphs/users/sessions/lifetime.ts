import type { SessionRow } from './tables.ts'

const DAY_MS = 24 * 60 * 60 * 1_000

/** From the moment it was opened, whatever happens. */
export const SESSION_MS_MAX = 30 * DAY_MS
/** Without a refresh. */
export const SESSION_IDLE_MS_MAX = 7 * DAY_MS

/** Sessions that were opened, and last refreshed, after these moments are not over yet. */
export const lifeBegins = (now: Date) => ({
  createdAfter: new Date(now.getTime() - SESSION_MS_MAX),
  seenAfter: new Date(now.getTime() - SESSION_IDLE_MS_MAX),
})

/** Neither ended nor over. */
export function isLive(session: Pick<SessionRow, 'createdAt' | 'lastSeenAt' | 'endedAt'>, now: Date): boolean {
  const { createdAfter, seenAfter } = lifeBegins(now)
  return session.endedAt === null && session.createdAt > createdAfter && session.lastSeenAt > seenAfter
}

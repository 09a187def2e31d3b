import { every } from '@varal/platform/handlers'
import { and, eq, inArray, isNull, lt } from 'drizzle-orm'
import { manifests } from './tables.ts'

const EVERY_MS = 5 * 60 * 1_000
const DAY_MS = 24 * 60 * 60 * 1_000
/** Gateways that were away for less read that what is nobody's is retired. Others begin anew. */
const NOBODYS_DAYS = 7
/** At once: each has up to 2,000 operations, and a statement has 3 s. */
const MANIFESTS_MAX = 20

/** Forgets drafts to which nothing was added for a day, and what has been nobody's for a week. */
export const sweepManifests = every(EVERY_MS, 'sweep-manifests', async ({ db, at }) => {
  const before = (days: number) => new Date(at.getTime() - days * DAY_MS)
  const stale = db
    .select({ id: manifests.id })
    .from(manifests)
    .where(and(eq(manifests.state, 'DRAFT'), lt(manifests.storedAt, before(1))))
    .orderBy(manifests.storedAt)
    .limit(MANIFESTS_MAX)
  const nobodys = db
    .select({ id: manifests.id })
    .from(manifests)
    .where(and(isNull(manifests.appId), lt(manifests.retiredAt, before(NOBODYS_DAYS))))
    .orderBy(manifests.retiredAt)
    .limit(MANIFESTS_MAX)
  // Looked at again under the lock: something may be added to a draft at this moment.
  await db.delete(manifests).where(and(inArray(manifests.id, stale), lt(manifests.storedAt, before(1))))
  await db.delete(manifests).where(inArray(manifests.id, nobodys))
})

import type { Db } from '@varal/platform/db'
import { among } from '@varal/platform/db'
import { lte } from 'drizzle-orm'
import { linkHosts } from './tables.ts'

/** Between two visits of a host. */
const PAUSE_MS = 1_000
/** When whoever took a turn and was killed is forgotten: later than any job's deadline. */
const LEASE_MS = 90_000

/** Whether it is this caller's turn to visit a host: one at a time, whichever process asks. */
export async function takeTurn(db: Db, origin: string, at: Date): Promise<boolean> {
  const freeAt = new Date(at.getTime() + LEASE_MS)
  const taken = await db
    .insert(linkHosts)
    .values({ origin, freeAt })
    .onConflictDoUpdate({ target: linkHosts.origin, set: { freeAt }, setWhere: lte(linkHosts.freeAt, at) })
    .returning({ origin: linkHosts.origin })
  return taken.length > 0
}

/** The next may come after a second. Only for who took them. */
export async function endTurns(db: Db, origins: readonly string[], at: Date): Promise<void> {
  if (origins.length === 0) return
  const freeAt = new Date(at.getTime() + PAUSE_MS)
  await db.update(linkHosts).set({ freeAt }).where(among(linkHosts.origin, origins))
}

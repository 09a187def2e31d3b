import type { Db } from '@varal/platform/db'
import { sql } from 'drizzle-orm'
import { type Counted, counters } from './tables.ts'

export interface Change {
  readonly subjectId: string
  readonly counted: Counted
  readonly by: 1 | -1
}

/** Adds to counters, in one statement. Each change is a version, also when several are of one counter. */
export async function count(db: Db, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return
  const byCounter = Map.groupBy(changes, ({ subjectId, counted }) => `${subjectId} ${counted}`)
  const rows = [...byCounter.values()].map((same) => {
    const [{ subjectId, counted }] = same as [Change]
    return { subjectId, counted, value: same.reduce((sum, { by }) => sum + by, 0), version: same.length }
  })
  // Always in one order, so that two transactions that touch the same two counters never wait for each other.
  rows.sort((one, other) => (one.subjectId < other.subjectId ? -1 : 1))
  await db.insert(counters).values(rows).onConflictDoUpdate(added)
}

/** What the upsert of a change does to the counter that is there. */
export const added = {
  target: [counters.subjectId, counters.counted],
  set: { value: sql`${counters.value} + excluded.value`, version: sql`${counters.version} + excluded.version` },
}

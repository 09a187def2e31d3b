import type { Db } from '@varal/platform/db'
import { sql } from 'drizzle-orm'
import { type Counted, counters } from './tables.ts'

export interface Change {
  readonly subjectId: string
  readonly counted: Counted
  readonly by: 1 | -1
}

/** Adds to counters, in one statement. No two changes may be of one counter. */
export async function count(db: Db, ...changes: readonly Change[]): Promise<void> {
  // Always in one order, so that two events that touch the same two counters never wait for each other.
  const ordered = changes.toSorted((one, other) => (one.subjectId < other.subjectId ? -1 : 1))
  await db
    .insert(counters)
    .values(ordered.map(({ subjectId, counted, by }) => ({ subjectId, counted, value: by, version: 1 })))
    .onConflictDoUpdate(added)
}

/** What the upsert of a change does to the counter that is there. */
export const added = {
  target: [counters.subjectId, counters.counted],
  set: { value: sql`${counters.value} + excluded.value`, version: sql`${counters.version} + 1` },
}

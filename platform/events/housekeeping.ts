import { setTimeout as wait } from 'node:timers/promises'
import { type SQL, sql } from 'drizzle-orm'
import { type Chore, every } from '../handlers.ts'
import type { Logger } from '../log.ts'
import { idempotencyKeys, inbox, outbox } from '../tables.ts'
import type { RunWork } from '../work.ts'

const HOUR_MS = 60 * 60 * 1_000
/** Rows of one statement at most, so that it stays short. */
const ROWS_MAX = 10_000
/** Statements in a row at most; the rest goes next time. Together 1,600 rows a second. */
const STATEMENTS_MAX = 10

/** What every subgraph forgets. The inbox remembers longer than any stream can repeat. */
export const housekeeping: readonly Chore[] = [
  forget(
    'forget-published',
    24 * HOUR_MS,
    (before) => sql`
    delete from ${outbox} where id in (
      select id from ${outbox} where published_at < ${before}::timestamptz order by published_at limit ${ROWS_MAX})`,
  ),
  forget(
    'forget-inbox',
    72 * HOUR_MS,
    (before) => sql`
    delete from ${inbox} where event_id in (
      select event_id from ${inbox} where at < ${before}::timestamptz order by at limit ${ROWS_MAX})`,
  ),
  forget(
    'forget-idempotency-keys',
    24 * HOUR_MS,
    (before) => sql`
    delete from ${idempotencyKeys} where scope in (
      select scope from ${idempotencyKeys} where at < ${before}::timestamptz order by at limit ${ROWS_MAX})`,
  ),
]

function forget(as: string, ageMs: number, statement: (before: string) => SQL): Chore {
  return every(60_000, as, async ({ db, at }) => {
    const before = new Date(at.getTime() - ageMs).toISOString()
    for (let run = 0; run < STATEMENTS_MAX; run++) {
      const { rowCount } = await db.execute(statement(before))
      if ((rowCount ?? 0) < ROWS_MAX) return
    }
  })
}

/** Does each chore every so often, until `signal`. One that fails is done again next time. */
export async function doChores(
  chores: readonly Chore[],
  work: RunWork,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  const repeat = async (chore: Chore) => {
    while (!signal.aborted) {
      await work(chore.run).catch((error: unknown) => log.warn({ chore: chore.as, err: error }, 'a chore failed'))
      await wait(chore.everyMs, undefined, { signal }).catch(() => {})
    }
  }
  await Promise.all(chores.map(repeat))
}

import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { type Chore, every } from '../handlers.ts'
import type { Logger } from '../log.ts'
import { idempotencyKeys, inbox, outbox } from '../tables.ts'
import type { RunWork } from '../work.ts'

const HOUR_MS = 60 * 60 * 1_000
/** Rows of one statement at most, so that it stays short; the rest goes next time. */
const ROWS_MAX = 10_000

/** What every subgraph forgets. The inbox remembers longer than any stream can repeat. */
export const housekeeping: readonly Chore[] = [
  every(60_000, 'forget-published', async ({ db, at }) => {
    const before = new Date(at.getTime() - 24 * HOUR_MS).toISOString()
    await db.execute(sql`
      delete from ${outbox} where id in (
        select id from ${outbox} where published_at < ${before}::timestamptz order by published_at limit ${ROWS_MAX})`)
  }),
  every(60_000, 'forget-inbox', async ({ db, at }) => {
    const before = new Date(at.getTime() - 72 * HOUR_MS).toISOString()
    await db.execute(sql`
      delete from ${inbox} where event_id in (
        select event_id from ${inbox} where at < ${before}::timestamptz order by at limit ${ROWS_MAX})`)
  }),
  every(60_000, 'forget-idempotency-keys', async ({ db, at }) => {
    const before = new Date(at.getTime() - 24 * HOUR_MS).toISOString()
    await db.execute(sql`
      delete from ${idempotencyKeys} where scope in (
        select scope from ${idempotencyKeys} where at < ${before}::timestamptz order by at limit ${ROWS_MAX})`)
  }),
]

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

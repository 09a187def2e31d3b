import type { DomainEvent } from '@varal/schema/events/events'
import { sql } from 'drizzle-orm'
import { rowsOf } from '../db.ts'
import type { FactHandler } from '../handlers.ts'
import { deadLetters, inbox } from '../tables.ts'
import type { Work } from '../work.ts'

/**
 * Runs the handlers of each event that had no effect yet, in order, in the given work.
 * @param giveUpAt after so many attempts a handler that fails is undone alone and its event kept as a dead letter; without
 * it a failure throws.
 */
export async function handleEvents(
  events: readonly DomainEvent[],
  handlers: readonly FactHandler[],
  work: Work,
  giveUpAt?: number,
): Promise<void> {
  const wanted = events.filter((event) => handlers.some((handler) => handler.event === event.name))
  const fresh = await firstTime(wanted, work)

  for (const event of wanted) {
    if (!fresh.delete(event.id)) continue
    for (const handler of handlers.filter((one) => one.event === event.name)) {
      if (giveUpAt === undefined) await handler.run(event, work)
      else await runOrPutAside(event, handler, work, giveUpAt)
    }
  }
}

/** Remembers the events and says which of them are new. One statement. */
async function firstTime(events: readonly DomainEvent[], { db, at }: Work): Promise<Set<string>> {
  if (events.length === 0) return new Set()
  const ids = events.map((event) => event.id)
  const rows = await rowsOf<{ event_id: string }>(
    db,
    sql`
      insert into ${inbox} (event_id, at)
      select event_id, ${at.toISOString()}::timestamptz from unnest(${sql.param(ids)}::uuid[]) as event_id
      on conflict do nothing
      returning event_id`,
  )
  return new Set(rows.map((row) => row.event_id))
}

async function runOrPutAside(event: DomainEvent, handler: FactHandler, work: Work, attempts: number): Promise<void> {
  // What a failed handler announced and pushed goes with what it wrote.
  const kept: (() => void)[] = []
  const failure = await work.db
    .transaction((savepoint) =>
      handler.run(event, {
        db: savepoint as unknown as Work['db'],
        at: work.at,
        announce: (name, data) => void kept.push(() => work.announce(name, data)),
        push: (item) => void kept.push(() => work.push(item)),
      }),
    )
    .then(
      () => null,
      (error: unknown) => error ?? new Error('unknown'),
    )
  if (failure === null) {
    for (const keep of kept) keep()
    return
  }
  const letter = { handler: handler.as, eventId: event.id, event, error: String(failure), attempts, at: work.at }
  await work.db.insert(deadLetters).values(letter).onConflictDoNothing()
}

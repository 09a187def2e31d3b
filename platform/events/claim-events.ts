import type { DomainEvent } from '@varal/schema/events/events'
import type { SubgraphName } from '@varal/schema/subgraph-names'
import { sql } from 'drizzle-orm'
import type { StreamState } from '../bus/bus.ts'
import { rowsOf } from '../db.ts'
import { eventCursors, inbox } from '../tables.ts'
import type { Work } from '../work.ts'

/** Somebody else has moved the cursor. */
export class Fenced extends Error {}

/**
 * Moves the cursor of a stream from where it was read to `to`, remembers the events and gives those that had no effect
 * yet, in order. One statement. Also a lock: of two readers the second finds the cursor moved, and is thrown Fenced.
 */
export async function claimEvents(
  owner: SubgraphName,
  from: StreamState,
  to: number,
  events: readonly DomainEvent[],
  { db, at }: Work,
): Promise<DomainEvent[]> {
  const ids = events.map((event) => event.id)
  const [row] = await rowsOf<{ moved: string; fresh: string[] }>(
    db,
    sql`
      with moved as (
        update ${eventCursors} set seq = ${to}
        where stream = ${owner} and epoch = ${from.epoch} and seq = ${from.lastSeq}
        returning 1
      ), fresh as (
        insert into ${inbox} (event_id, at)
        select event_id, ${at.toISOString()}::timestamptz from unnest(${sql.param(ids)}::uuid[]) as event_id
        where exists (select from moved)
        on conflict do nothing
        returning event_id
      )
      select (select count(*) from moved) as moved, array(select event_id::text from fresh) as fresh`,
  )
  if (Number(row?.moved) === 0) throw new Fenced(`Another reader has moved the cursor of ${owner}`)
  const fresh = new Set(row?.fresh)
  return events.filter((event) => fresh.delete(event.id))
}

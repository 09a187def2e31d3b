import type { DomainEvent } from '@varal/schema/events/events'
import { sql } from 'drizzle-orm'
import type { Db } from '../db.ts'
import { outbox } from '../tables.ts'

export const OUTBOX_CHANNEL = 'outbox'

/** Stores facts and wakes the relay at commit. One statement, or none if there are no facts. */
export async function writeOutbox(db: Db, facts: readonly DomainEvent[]): Promise<void> {
  if (facts.length === 0) return
  const rows = JSON.stringify(facts.map(({ id, name, at, data }) => ({ event_id: id, name, at, data })))
  await db.execute(sql`
    with stored as (
      insert into ${outbox} (event_id, name, data, at)
      select event_id, name, data, at
      from rows from (jsonb_to_recordset(${rows}::jsonb) as (event_id uuid, name text, data jsonb, at timestamptz))
        with ordinality as fact (event_id, name, data, at, position)
      order by position
      returning id
    )
    select pg_notify(${OUTBOX_CHANNEL}, '') from (select count(*) from stored) as done`)
}

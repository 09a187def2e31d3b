import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { openDatabase } from '../../testing/parts.ts'
import { manualClock } from '../clock.ts'
import { rowsOf } from '../db.ts'
import { housekeeping } from './housekeeping.ts'

test('what is old is forgotten, in steps but faster than it comes, and what is not stays', async () => {
  const clock = manualClock(new Date('2026-03-10T00:00:00Z'))
  await using database = await openDatabase({ clock })
  const day = (ago: number) => sql`${clock.now().toISOString()}::timestamptz - ${ago} * interval '1 day'`
  await database.db.execute(sql`insert into inbox select gen_random_uuid(), ${day(4)} from generate_series(1, 25000)`)
  await database.db.execute(sql`insert into inbox select gen_random_uuid(), ${day(2)} from generate_series(1, 10)`)
  for (const [published, ago] of [
    [day(2), 2],
    [day(0.5), 2],
    [sql`null`, 9],
  ] as const) {
    await database.db.execute(sql`
      insert into outbox (event_id, name, data, at, published_at) values (gen_random_uuid(), 'x', '{}', ${day(ago)}, ${published})`)
  }
  await database.db.execute(
    sql`insert into idempotency_keys values ('old', '', null, ${day(2)}), ('new', '', null, ${day(0)})`,
  )
  for (const chore of housekeeping) await database.work(chore.run)

  const [left] = await rowsOf(
    database.db,
    sql`select (select count(*)::int from inbox) as inbox, (select count(*)::int from outbox) as outbox,
      (select string_agg(scope, ',') from idempotency_keys) as keys`,
  )
  expect(left).toEqual({ inbox: 10, outbox: 2, keys: 'new' })
})

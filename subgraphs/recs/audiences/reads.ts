import { type Db, rowsOf } from '@varal/platform/db'
import type { UserId } from '@varal/schema/ids'
import { type SQL, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import { awayPeople, hiddenPeople } from './tables.ts'

/**
 * A condition: whoever the column names may be found, or what they publish. Asked at each search rather than entered in the
 * indexes: an account with a hundred thousand posts is hidden, and there again, with one row.
 */
export const isNotHidden = (column: PgColumn, what: 'person' | 'posts'): SQL => sql`
  not exists (select from ${awayPeople} as away where away.id = ${column})
  and not exists (
    select from ${hiddenPeople} as hidden
    where hidden.id = ${column} ${what === 'person' ? sql`and hidden.is_undiscoverable` : sql``})`

/** Those of the people who are hidden in some way. Who is away is not to be found at all. */
export const hiddenAmong = (db: Db) => (people: readonly UserId[]) =>
  rowsOf<{ id: UserId; is_undiscoverable: boolean }>(
    db,
    sql`
      select id, is_undiscoverable from ${hiddenPeople} where id = any(${sql.param([...people])}::uuid[])
      union all
      select id, true from ${awayPeople} where id = any(${sql.param([...people])}::uuid[])`,
  )

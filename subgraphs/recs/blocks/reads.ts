import { type Db, rowsOf } from '@varal/platform/db'
import type { UserId } from '@varal/schema/ids'
import { type SQL, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import { blocks } from './tables.ts'

/** Everybody between whom and the viewer there is a block. */
const blockedBy = (viewer: UserId) => sql`
  select blocked_id as id from ${blocks} where blocker_id = ${viewer}
  union all select blocker_id from ${blocks} where blocked_id = ${viewer}`

/** A condition: whoever the column names is not kept apart from the viewer. The anonymous are kept apart from nobody. */
export const isNotBlocked = (column: PgColumn, viewer: UserId | null): SQL =>
  viewer === null ? sql`true` : sql`${column} not in (${blockedBy(viewer)})`

/** Those of the people who are kept apart from the viewer. */
export const blockedAmong = (db: Db, viewer: UserId) => async (people: readonly UserId[]) => {
  const wanted = sql.param([...people])
  return rowsOf<{ id: UserId }>(
    db,
    sql`select id from (${blockedBy(viewer)}) as apart where id = any(${wanted}::uuid[])`,
  )
}

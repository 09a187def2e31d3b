import { sql } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import type { Forget } from './erasing.ts'

/** Rows of one statement at most: it ends well within the statement timeout. */
export const ROWS_MAX = 5_000

/** Deletes the rows that name the person in a column, which has an index: some thousand at a time. */
export const forgetRows =
  (table: PgTable, column: PgColumn): Forget =>
  async ({ db }, userId) => {
    const { rowCount } = await db.execute(sql`
      delete from ${table} where ctid = any(array(
        select ctid from ${table} where ${sql.identifier(column.name)} = ${userId}::uuid limit ${ROWS_MAX}))`)
    return rowCount === ROWS_MAX
  }

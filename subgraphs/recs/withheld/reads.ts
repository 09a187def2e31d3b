import { type SQL, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import { withheldPosts } from './tables.ts'

/** A condition: moderators have not taken away the post that the column names. */
export const isNotWithheld = (column: PgColumn): SQL =>
  sql`not exists (select from ${withheldPosts} as withheld where withheld.post_id = ${column})`

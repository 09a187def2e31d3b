import { type SQL, sql } from 'drizzle-orm'
import { hiddenPeople } from './tables.ts'

// Each is one look-up for a row, as a value: of `exists` Postgres sometimes makes a hash of the whole table.

/** A condition: the account of whom the expression names is not deactivated. Null is nobody, and nobody is away. */
export const isHere = (person: SQL): SQL =>
  sql`(select is_away from ${hiddenPeople} as hidden where hidden.id = ${person}) is not true`

/** A condition: what they publish is for everybody, if the post itself is. */
export const isOpen = (person: SQL): SQL =>
  sql`(select true from ${hiddenPeople} as hidden where hidden.id = ${person}) is not true`

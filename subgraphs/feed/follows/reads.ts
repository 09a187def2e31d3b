import { type SQL, sql } from 'drizzle-orm'
import { follows } from './tables.ts'

/** A condition: the person follows the other. A look-up as a value: of `exists` Postgres sometimes hashes all follows. */
export const isFollowing = (person: SQL, other: SQL): SQL => sql`((
  select true from ${follows} as known where known.followee_id = ${other} and known.follower_id = ${person}) is true)`

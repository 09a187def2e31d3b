import { type SQL, sql } from 'drizzle-orm'

/** Ten times the score outweighs this much age: 12.5 hours. Seconds. */
const TENFOLD_S = 45_000

/**
 * How hot a post is, in SQL. Unitless: only the order means anything, and it does not change as time passes, so it can be
 * stored. Source: Reddit's published "hot" sort, r2/r2/lib/db/_sorts.pyx.
 */
export const heat = (score: SQL, publishedAt: SQL): SQL<number> =>
  sql`log(greatest(${score}, 1)::float8) + extract(epoch from ${publishedAt})::float8 / ${TENFOLD_S}::float8`

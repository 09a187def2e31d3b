import type { Db } from '@varal/platform/db'
import type { CommentId, UserId } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'

/** Whoever follows or blocks between two people takes turns: no follow is begun beside a block that would end it. */
export const lockPair = (db: Db, one: UserId, other: UserId) => lock(db, `pair:${[one, other].sort().join(':')}`)

/**
 * Whoever changes the state of a person's media, or makes a post that waits for them, takes turns: a post sees that an
 * asset is ready, or what makes the asset ready sees the post; whatever shows an asset sees that it is given up, or what
 * gives it up sees that it is shown. One lock rather than one per asset, so that nobody
 * holds one while waiting for another.
 */
export const lockMediaOf = (db: Db, owner: UserId) => lock(db, `media:${owner}`)

/** Whoever adds to what a person may have only so many of takes turns. */
export const lockOwnOf = (db: Db, owner: UserId, what: 'lists' | 'keyword-filters' | 'followed-hashtags' | 'reports') =>
  lock(db, `${what}:${owner}`)

/** Whoever makes boards for a person takes turns: they are counted, and one of them is the default. */
export const lockBoardsOf = (db: Db, owner: UserId) => lock(db, `boards:${owner}`)

/** Whoever ends comments of one thread takes turns: its tombstones go with the last reply. */
export const lockThread = (db: Db, root: CommentId) => lock(db, `thread:${root}`)

/** Held until the transaction ends. Names whose hashes are equal only wait for each other. */
const lock = (db: Db, name: string) => db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`)

/** `lockMediaOf` for many, in one statement and always in one order. */
export const lockMediaOfAll = (db: Db, owners: readonly UserId[]) =>
  db.execute(sql`
    select pg_advisory_xact_lock(hash) from (
      select distinct hashtextextended('media:' || owner, 0) as hash from unnest(${sql.param([...owners])}::text[]) as owner
      order by hash
    ) as media`)

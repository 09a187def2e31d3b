import { rowsOf } from '@varal/platform/db'
import type { Forget } from '@varal/platform/personal-data/erasing'
import type { UserId } from '@varal/schema/ids'
import { type SQL, sql } from 'drizzle-orm'
import { followRequests, follows } from '../follows/tables.ts'

const ROWS_MAX = 500

interface Pair extends Record<string, unknown> {
  follower_id: UserId
  followee_id: UserId
}

/** Who follows the person, and whom the person follows. */
export const endFollows: Forget = async (work, userId) => {
  const ended = await rowsOf<Pair>(work.db, deleteOf(sql`${follows}`, userId))
  for (const pair of ended) work.announce('social.user.unfollowed', named(pair))
  return ended.length > 0
}

export const endRequests: Forget = async (work, userId) => {
  const ended = await rowsOf<Pair>(work.db, deleteOf(sql`${followRequests}`, userId))
  for (const pair of ended) work.announce('social.follow.withdrawn', named(pair))
  return ended.length > 0
}

const named = ({ follower_id: followerId, followee_id: followeeId }: Pair) => ({ followerId, followeeId })

/** Each side has its index. */
const deleteOf = (table: SQL, userId: UserId): SQL => sql`
  delete from ${table} where ctid = any(array(
    (select ctid from ${table} where follower_id = ${userId} limit ${ROWS_MAX})
    union (select ctid from ${table} where followee_id = ${userId} limit ${ROWS_MAX})))
  returning follower_id, followee_id`

import { rowsOf } from '@varal/platform/db'
import { every } from '@varal/platform/handlers'
import { liveTopics } from '@varal/platform/tables'
import type { Work } from '@varal/platform/work'
import { type SQL, sql } from 'drizzle-orm'
import { comments, endedComments } from '../comments/tables.ts'
import { likes } from '../likes/tables.ts'
import { posts } from './tables.ts'

const HOUR_MS = 60 * 60 * 1000

/** How long a post waits for its media. */
const WAIT_MAX_MS = 24 * HOUR_MS

/** Long enough for every transaction that saw the post before it was deleted to have ended. */
const ERASE_AFTER_MS = HOUR_MS

/** Rows of one statement at most: a chore is one transaction, and must end well within the statement timeout. */
const ROWS_MAX = 5_000

export const failStale = every(10 * 60 * 1000, 'fail-stale-posts', async (work) => {
  await work.db.execute(sql`
    update posts set state = 'FAILED', version = version + 1
    where id in (
      select id from posts
      where state = 'WAITING_FOR_MEDIA' and created_at < ${before(work, WAIT_MAX_MS)}::timestamptz
        and coalesce(waits_since, created_at) < ${before(work, WAIT_MAX_MS)}::timestamptz
      order by created_at limit ${ROWS_MAX} for update skip locked)`)
})

/** Erases likes and comments of deleted posts, some at a time. */
export const eraseDeleted = every(60 * 1000, 'erase-deleted-posts', async (work) => {
  const due = await rowsOf<{ id: string }>(
    work.db,
    sql`select id from ${posts} where state = 'DELETED' and erased_at is null
        and deleted_at < ${before(work, ERASE_AFTER_MS)}::timestamptz order by deleted_at limit 100`,
  )
  if (due.length === 0) return
  const ids = sql`${sql.param(due.map((post) => post.id))}::uuid[]`
  const erased = (await eraseLikes(work, ids)) + (await eraseComments(work, ids))
  if (erased > 0) return
  // Nobody sees the posts again, so nobody misses that their numbers would begin anew.
  await work.db.execute(sql`
    with forgotten as (
      delete from ${liveTopics} where topic in (select 'post:' || id from unnest(${ids}) as id)
    )
    update ${posts} set erased_at = ${work.at.toISOString()}::timestamptz where id = any(${ids})`)
})

async function eraseLikes({ db }: Work, postIds: SQL): Promise<number> {
  const { rowCount } = await db.execute(sql`
    delete from ${likes} where ctid = any(array(select ctid from ${likes} where post_id = any(${postIds}) limit ${ROWS_MAX}))`)
  return rowCount ?? 0
}

/** What hangs on the comments is erased by who finds them among the ended. */
async function eraseComments({ db, at }: Work, postIds: SQL): Promise<number> {
  const { rowCount } = await db.execute(sql`
    with erased as (
      delete from ${comments} where ctid = any(array(select ctid from ${comments} where post_id = any(${postIds}) limit ${ROWS_MAX}))
      returning id
    )
    insert into ${endedComments} select id, ${at.toISOString()}::timestamptz from erased
    on conflict (comment_id) do update set ended_at = excluded.ended_at`)
  return rowCount ?? 0
}

const before = (work: Work, ms: number) => new Date(work.at.getTime() - ms).toISOString()

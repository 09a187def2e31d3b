import { type Db, rowsOf } from '@varal/platform/db'
import type { PostId, UserId } from '@varal/schema/ids'
import { type SQL, sql } from 'drizzle-orm'
import { isNotHidden } from '../audiences/reads.ts'
import { isNotBlocked } from '../blocks/reads.ts'
import { isNotWithheld } from '../withheld/reads.ts'
import type { Candidate } from './rank.ts'
import { candidates } from './tables.ts'

/** Candidates of each source at most. */
const CANDIDATES_MAX = 500
/** Older posts are not fresh. */
const FRESH_MS = 30 * 24 * 60 * 60 * 1_000

/** What may be recommended to the viewer, the hottest of each source first. One statement. */
export async function candidatesFor(db: Db, viewer: UserId, now: Date): Promise<Candidate[]> {
  const rows = await rowsOf<{ id: PostId; source: Candidate['source'] }>(db, candidatesQuery(viewer, now))
  return rows.map(({ id, source }) => ({ id, source }))
}

export function candidatesQuery(viewer: UserId, now: Date): SQL {
  const since = new Date(now.getTime() - FRESH_MS).toISOString()
  const mayBeShown = sql`${candidates.authorId} <> ${viewer} and ${isNotBlocked(candidates.authorId, viewer)}
    and ${isNotHidden(candidates.authorId, 'posts')} and ${isNotWithheld(candidates.postId)}`
  return sql`
    select id, source from (
      (select post_id as id, 'POPULAR' as source, heat from ${candidates}
        where score > 0 and ${mayBeShown} order by heat desc, post_id desc limit ${CANDIDATES_MAX})
      union all
      (select post_id, 'FRESH', heat from ${candidates}
        where published_at > ${since}::timestamptz and ${mayBeShown}
        order by published_at desc, post_id desc limit ${CANDIDATES_MAX})
    ) as candidate order by heat desc, id desc`
}

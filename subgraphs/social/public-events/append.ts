import type { Db } from '@varal/platform/db'
import { numberRuns } from '@varal/platform/live/number-items'
import type { LogEntry, TopicLog } from '@varal/platform/live/topic-log'
import type { Work } from '@varal/platform/work'
import type { PostId, UserId } from '@varal/schema/ids'
import { publicTopic } from '@varal/schema/live'
import { asc, gt, sql } from 'drizzle-orm'
import { publicEvents } from './tables.ts'

/** What an entry of the log says, as it is pushed and as it is read. */
export interface PublicEvent {
  readonly kind: 'published' | 'changed'
  readonly postId: PostId
  readonly authorId: UserId
}

/** Of more than these only the last is pushed: streams find the others in the log, at their own pace. */
const PUSHED_MAX = 32

/** Numbers what happened, stores it and shows it to who watches: two statements, however many. */
export async function appendPublicEvents(work: Work, events: readonly PublicEvent[]): Promise<void> {
  if (events.length === 0) return
  const first = (await numberRuns(work.db, new Map([[publicTopic, events.length]]))).get(publicTopic) ?? 1
  const at = work.at.toISOString()
  const entries = events.map((data, index) => ({ seq: first + index, at, data }))
  await work.db.execute(sql`
    insert into ${publicEvents} (seq, kind, post_id, author_id, at)
    select *, ${at}::timestamptz from unnest(
      ${sql.param(entries.map(({ seq }) => seq))}::bigint[], ${sql.param(events.map(({ kind }) => kind))}::text[],
      ${sql.param(events.map(({ postId }) => postId))}::uuid[], ${sql.param(events.map(({ authorId }) => authorId))}::uuid[])`)
  for (const entry of entries.length > PUSHED_MAX ? entries.slice(-1) : entries)
    work.push({ topic: publicTopic, ...entry })
}

/** The log behind the public stream. It is only ever cut at its old end. */
export const publicLog = (db: Db): TopicLog<PublicEvent> => ({
  async read(after, limit) {
    const rows = await db
      .select()
      .from(publicEvents)
      .where(gt(publicEvents.seq, after))
      .orderBy(asc(publicEvents.seq))
      .limit(limit)
    return rows.map(({ seq, at, ...data }): LogEntry<PublicEvent> => ({ seq, at: at.toISOString(), data }))
  },
})

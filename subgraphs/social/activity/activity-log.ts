import type { Db } from '@varal/platform/db'
import { lastNumbers, numberRuns } from '@varal/platform/live/number-items'
import type { LogEntry, TopicLog } from '@varal/platform/live/topic-log'
import type { Work } from '@varal/platform/work'
import type { CommentId, PostId, UserId } from '@varal/schema/ids'
import { postTopic } from '@varal/schema/live'
import { and, asc, eq, gt, sql } from 'drizzle-orm'
import { type ActivityKind, postActivity } from './tables.ts'

/** What an entry of a post's log says, as it is pushed and as it is read. */
export interface ActivityData {
  readonly kind: ActivityKind
  readonly commentId: CommentId
  readonly authorId: UserId
}

export interface ActivityChange extends ActivityData {
  readonly postId: PostId
}

type Row = typeof postActivity.$inferSelect

const activityEntry = ({ seq, at, kind, commentId, authorId }: Omit<Row, 'postId'>): LogEntry<ActivityData> => ({
  seq,
  at: at.toISOString(),
  data: { kind, commentId, authorId },
})

/** The log behind a post's stream. It is only ever cut at its old end. */
export const activityLogOf = (db: Db, postId: PostId): TopicLog<ActivityData> => ({
  async read(after, limit) {
    const rows = await db
      .select()
      .from(postActivity)
      .where(and(eq(postActivity.postId, postId), gt(postActivity.seq, after)))
      .orderBy(asc(postActivity.seq))
      .limit(limit)
    return rows.map(activityEntry)
  },
})

/** How far the log of each post has got. A post without comments has no entry. One statement. */
export const activityHeads = (db: Db) => async (postIds: readonly PostId[]) => {
  const heads = await lastNumbers(db, postIds.map(postTopic))
  return postIds.map((postId) => ({ postId, seq: heads.get(postTopic(postId)) ?? 0 }))
}

/** Numbers changes, stores them and shows them to who watches: two statements, however many. */
export async function appendToActivity(work: Work, changes: readonly ActivityChange[]): Promise<void> {
  const byPost = Map.groupBy(changes, ({ postId }) => postId)
  const firsts = await numberRuns(
    work.db,
    new Map([...byPost].map(([postId, { length }]) => [postTopic(postId), length])),
  )
  const rows = [...byPost].flatMap(([postId, ofPost]) =>
    ofPost.map((change, index) => ({ ...change, seq: (firsts.get(postTopic(postId)) ?? 0) + index })),
  )
  const column = (name: keyof (typeof rows)[number]) => sql.param(rows.map((row) => row[name]))
  await work.db.execute(sql`
    insert into ${postActivity} (post_id, seq, kind, comment_id, author_id, at)
    select *, ${work.at.toISOString()}::timestamptz from unnest(
      ${column('postId')}::uuid[], ${column('seq')}::bigint[], ${column('kind')}::text[], ${column('commentId')}::uuid[],
      ${column('authorId')}::uuid[])`)
  for (const row of rows) work.push({ topic: postTopic(row.postId), ...activityEntry({ ...row, at: work.at }) })
}

import type { Work } from '@varal/platform/work'
import type { CommentId, UserId } from '@varal/schema/ids'
import { and, eq, isNull, sql } from 'drizzle-orm'
import { lockThread } from '../advisory-lock.ts'
import { isOpenComment } from '../policy.ts'
import { placeOf } from './announce.ts'
import { NOBODY } from './reads.ts'
import { type CommentRow, comments, endedComments } from './tables.ts'

/** What a tombstone is left with: its place. */
const nothing = {
  authorId: NOBODY,
  text: '',
  spans: [],
  assetId: null,
  editedAt: null,
  hiddenAt: null,
  removedAt: null,
}

/**
 * Ends a comment for everybody. If it has replies, a tombstone stays in its place, and goes with the last of them; so do
 * the tombstones above it. Returns whether there was anything to end. Who calls knows that it may be ended.
 */
export async function endComment(work: Work, { id, rootId }: CommentRow, postAuthorId: UserId): Promise<boolean> {
  const { db } = work
  // Whoever ends comments of one thread takes turns, so that of the last two replies one sees that it is the last. Who
  // replies to this one holds it, and it waits for them.
  await lockThread(db, rootId ?? id)
  const [comment] = await db
    .select()
    .from(comments)
    .where(and(eq(comments.id, id), isNull(comments.deletedAt)))
    .for('update')
  if (!comment) return false

  if (await hasReplies(work, id)) {
    await db
      .update(comments)
      .set({ ...nothing, deletedAt: work.at, version: sql`${comments.version} + 1` })
      .where(eq(comments.id, id))
  } else {
    await db.delete(comments).where(eq(comments.id, id))
    if (comment.parentId) await endTombstones(work, comment.parentId)
  }
  await db.insert(endedComments).values({ commentId: id, endedAt: work.at }).onConflictDoNothing()
  const wasHidden = !isOpenComment(comment)
  work.announce('social.comment.removed', { ...placeOf(comment, postAuthorId), ...(wasHidden && { wasHidden }) })
  return true
}

async function hasReplies({ db }: Work, id: CommentId): Promise<boolean> {
  const [reply] = await db.select({ id: comments.id }).from(comments).where(eq(comments.parentId, id)).limit(1)
  return reply !== undefined
}

/** Takes away a tombstone that has no replies any more, and each above it that has none but that. Nobody replies to them. */
const endTombstones = ({ db, at }: Work, id: CommentId) =>
  db.execute(sql`
    with recursive ended as (
      select id, parent_id from ${comments}
      where id = ${id} and deleted_at is not null
        and not exists (select from ${comments} as reply where reply.parent_id = ${id})
      union all
      select above.id, above.parent_id from ended
      join ${comments} as above on above.id = ended.parent_id
      where above.deleted_at is not null
        and not exists (select from ${comments} as reply where reply.parent_id = above.id and reply.id <> ended.id)
    ), gone as (
      delete from ${comments} where id in (select id from ended) returning id
    )
    insert into ${endedComments} select id, ${at.toISOString()}::timestamptz from gone on conflict do nothing`)

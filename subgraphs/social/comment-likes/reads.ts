import { among, type Db } from '@varal/platform/db'
import type { Viewer } from '@varal/platform/viewer'
import type { CommentId } from '@varal/schema/ids'
import { and, desc, eq, sql } from 'drizzle-orm'
import { forEach, type ListRequest, olderThan, parentId } from '../chronological.ts'
import { notBlocked } from '../standing.ts'
import { commentLikes } from './tables.ts'

/** Which of the comments the viewer likes. */
export const likedComments = (db: Db, viewer: Viewer) => async (ids: readonly CommentId[]) =>
  viewer.kind === 'anonymous'
    ? []
    : db
        .select()
        .from(commentLikes)
        .where(and(eq(commentLikes.userId, viewer.id), among(commentLikes.commentId, ids)))

/** A page of who likes each comment, the most recent first. The comments are ones that the viewer sees. */
export const likersOfComments = (db: Db, viewer: Viewer) => (ids: readonly CommentId[], request: ListRequest) => {
  const page = db
    .select()
    .from(commentLikes)
    .where(
      and(
        eq(commentLikes.commentId, parentId),
        olderThan(request, commentLikes.likedAt, commentLikes.userId),
        notBlocked(viewer, commentLikes.userId),
      ),
    )
    .orderBy(desc(commentLikes.likedAt), desc(commentLikes.userId))
    .limit(request.first + 1)
  return forEach(db, ids, page, sql`page.liked_at desc, page.user_id desc`)
}

import { among, type Db } from '@varal/platform/db'
import type { Viewer } from '@varal/platform/viewer'
import type { CommentId, PostId } from '@varal/schema/ids'
import { and, asc, eq, getTableColumns, sql } from 'drizzle-orm'
import { forEach, type ListRequest, newerThan, parentId } from '../chronological.ts'
import { canViewComment } from '../policy.ts'
import { postFacts } from '../posts/reads.ts'
import { posts } from '../posts/tables.ts'
import { isBlocked, notBlocked, notMuted } from '../standing.ts'
import { type CommentRow, comments } from './tables.ts'

/** Those of the comments that the viewer sees. */
export const visibleComments =
  (db: Db, viewer: Viewer) =>
  async (ids: readonly CommentId[]): Promise<CommentRow[]> => {
    const rows = await db
      .select({
        comment: getTableColumns(comments),
        post: postFacts(viewer),
        isCommenterBlocked: isBlocked(viewer, comments.authorId),
      })
      .from(comments)
      .innerJoin(posts, eq(posts.id, comments.postId))
      .where(among(comments.id, ids))
    return rows.filter((row) => canViewComment(viewer, row.post, row.isCommenterBlocked)).map((row) => row.comment)
  }

/** A page of the comments of each post, the oldest first. The posts are ones that the viewer sees. */
export const commentsOfPosts = (db: Db, viewer: Viewer) => (postIds: readonly PostId[], request: ListRequest) => {
  const page = db
    .select()
    .from(comments)
    .where(
      and(
        eq(comments.postId, parentId),
        newerThan(request, comments.createdAt, comments.id),
        notBlocked(viewer, comments.authorId),
        notMuted(viewer, comments.authorId),
      ),
    )
    .orderBy(asc(comments.createdAt), asc(comments.id))
    .limit(request.first + 1)
  return forEach(db, postIds, page, sql`page.created_at, page.id`)
}

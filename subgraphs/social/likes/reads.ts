import type { Db } from '@varal/platform/db'
import type { Viewer } from '@varal/platform/viewer'
import type { PostId } from '@varal/schema/ids'
import { and, desc, eq, sql } from 'drizzle-orm'
import { forEach, type ListRequest, olderThan, parentId } from '../chronological.ts'
import { notBlocked } from '../standing.ts'
import { likes } from './tables.ts'

/** A page of who likes each post, the most recent first. The posts are ones that the viewer sees. */
export const likersOfPosts = (db: Db, viewer: Viewer) => (postIds: readonly PostId[], request: ListRequest) => {
  const page = db
    .select()
    .from(likes)
    .where(
      and(
        eq(likes.postId, parentId),
        olderThan(request, likes.likedAt, likes.userId),
        notBlocked(viewer, likes.userId),
      ),
    )
    .orderBy(desc(likes.likedAt), desc(likes.userId))
    .limit(request.first + 1)
  return forEach(db, postIds, page, sql`page.liked_at desc, page.user_id desc`)
}

import type { Db } from '@varal/platform/db'
import type { Viewer } from '@varal/platform/viewer'
import type { PostId, UserId } from '@varal/schema/ids'
import { and, desc, eq, getTableColumns, sql } from 'drizzle-orm'
import { forEach, type ListRequest, olderThan, parentId } from '../chronological.ts'
import { posts } from '../posts/tables.ts'
import { notBlocked, visibilitiesSeen } from '../standing.ts'
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

/** A page of the published posts that each person likes, the last liked first, of those that the viewer sees. */
export const likedPostsOf = (db: Db, viewer: Viewer) => (people: readonly UserId[], request: ListRequest) => {
  const page = db
    .select({
      ...getTableColumns(posts),
      likedAt: likes.likedAt,
      likerId: sql<UserId>`${likes.userId}`.as('liker_id'),
    })
    .from(likes)
    .innerJoin(posts, eq(posts.id, likes.postId))
    .where(
      and(
        eq(likes.userId, parentId),
        olderThan(request, likes.likedAt, likes.postId),
        eq(posts.state, sql`'PUBLISHED'`),
        sql`${posts.visibility} = any(${visibilitiesSeen(viewer, posts.authorId)})`,
      ),
    )
    .orderBy(desc(likes.likedAt), desc(likes.postId))
    .limit(request.first + 1)
  return forEach(db, people, page, sql`page.liked_at desc, page.id desc`)
}

import { among, type Db } from '@varal/platform/db'
import type { Viewer } from '@varal/platform/viewer'
import type { PostId, UserId } from '@varal/schema/ids'
import { and, desc, eq, getTableColumns, sql } from 'drizzle-orm'
import { forEach, type ListRequest, olderThan, parentId } from '../chronological.ts'
import { canView } from '../policy.ts'
import { standingTo, visibilitiesSeen } from '../standing.ts'
import { type PostRow, posts } from './tables.ts'

/** The columns of `PostFacts`, for a statement that has `posts` in it. */
export const postFacts = (viewer: Viewer) => ({
  authorId: posts.authorId,
  visibility: posts.visibility,
  state: posts.state,
  ...standingTo(viewer, posts.authorId),
})

/** Those of the posts that the viewer sees. */
export const visiblePosts =
  (db: Db, viewer: Viewer) =>
  async (ids: readonly PostId[]): Promise<PostRow[]> => {
    const rows = await db
      .select({ ...getTableColumns(posts), ...postFacts(viewer) })
      .from(posts)
      .where(among(posts.id, ids))
    return rows.filter((row) => canView(viewer, row))
  }

/** For the use cases that act on one post: null if there is none, or not for this viewer. */
export async function visiblePost(db: Db, viewer: Viewer, id: PostId): Promise<PostRow | null> {
  const [post] = await visiblePosts(db, viewer)([id])
  return post ?? null
}

/**
 * A page of the published posts of each author, newest first, of those that the viewer sees. Each visibility is a stretch of
 * the index, and the stretches that the viewer may see are merged: posts that they may not see are never read.
 */
export const postsOfAuthors = (db: Db, viewer: Viewer) => (authors: readonly UserId[], request: ListRequest) => {
  const newest = db
    .select()
    .from(posts)
    .where(
      and(
        eq(posts.authorId, parentId),
        eq(posts.visibility, sql`seen.visibility`),
        eq(posts.state, sql`'PUBLISHED'`),
        olderThan(request, posts.publishedAt, posts.id),
      ),
    )
    .orderBy(desc(posts.publishedAt), desc(posts.id))
    .limit(request.first + 1)
    .as('newest')
  const page = db
    .select(newest._.selectedFields)
    .from(sql`unnest(${visibilitiesSeen(viewer, parentId)}) as seen(visibility)`)
    .crossJoinLateral(newest)
    .orderBy(desc(newest.publishedAt), desc(newest.id))
    .limit(request.first + 1)
  return forEach(db, authors, page, sql`page.published_at desc, page.id desc`)
}

import { among, type Db } from '@varal/platform/db'
import type { Viewer } from '@varal/platform/viewer'
import type { HashtagId } from '@varal/schema/ids'
import { and, desc, eq, getTableColumns, sql } from 'drizzle-orm'
import { forEach, type ListRequest, olderThan, parentId } from '../chronological.ts'
import { posts } from '../posts/tables.ts'
import { notMuted, visibilitiesSeen } from '../standing.ts'
import { hashtags, postHashtags } from './tables.ts'

/** Those of the ids that are of hashtags which a public post has had. */
export const knownHashtags = (db: Db) => (ids: readonly HashtagId[]) =>
  db.select().from(hashtags).where(among(hashtags.id, ids))

/** A page of the public posts of each hashtag, newest first, of those that the viewer sees. */
export const postsOfHashtags = (db: Db, viewer: Viewer) => (ids: readonly HashtagId[], request: ListRequest) => {
  const page = db
    .select({ ...getTableColumns(posts), hashtagId: postHashtags.hashtagId })
    .from(postHashtags)
    .innerJoin(posts, eq(posts.id, postHashtags.postId))
    .where(
      and(
        eq(postHashtags.hashtagId, parentId),
        olderThan(request, postHashtags.publishedAt, postHashtags.postId),
        // What has changed since it was put here counts.
        sql`${posts.state} = 'PUBLISHED' and ${posts.visibility} = 'PUBLIC'`,
        sql`'PUBLIC' = any(${visibilitiesSeen(viewer, posts.authorId)})`,
        notMuted(viewer, posts.authorId),
      ),
    )
    .orderBy(desc(postHashtags.publishedAt), desc(postHashtags.postId))
    .limit(request.first + 1)
  return forEach(db, ids, page, sql`page.published_at desc, page.id desc`)
}

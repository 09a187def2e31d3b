import { among, type Db } from '@varal/platform/db'
import type { PageRequest } from '@varal/platform/page'
import type { Viewer } from '@varal/platform/viewer'
import type { PostId, UserId } from '@varal/schema/ids'
import { and, count, desc, eq, getTableColumns, lt, ne, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { forEach, type ListRequest, olderThan, parentId } from '../chronological.ts'
import { canView, type PostFacts } from '../policy.ts'
import { standingTo, visibilitiesSeen } from '../standing.ts'
import { type PostRow, postRevisions, posts } from './tables.ts'

/** What a repost shows. Of the same type: what is chosen from it is null where there is none. */
const originals = alias(posts, 'original') as unknown as typeof posts

/** The columns of `PostFacts`, for a statement that has `posts` in it, none of them a repost. */
export const postFacts = (viewer: Viewer, of = posts) => ({
  authorId: of.authorId,
  visibility: of.visibility,
  state: of.state,
  ...standingTo(viewer, of.authorId),
})

/** Those of the posts that the viewer sees. */
export const visiblePosts =
  (db: Db, viewer: Viewer) =>
  (ids: readonly PostId[]): Promise<PostRow[]> =>
    judgedPosts(db, viewer, ids)

/** `original` has a state unless there is none. */
interface JudgedRow {
  readonly post: PostRow & PostFacts
  readonly original: PostFacts
}

async function judgedPosts(db: Db, viewer: Viewer, ids: readonly PostId[]): Promise<(PostRow & PostFacts)[]> {
  const rows: readonly object[] = await db
    .select({ post: { ...getTableColumns(posts), ...postFacts(viewer) }, original: postFacts(viewer, originals) })
    .from(posts)
    .leftJoin(originals, eq(originals.id, posts.repostOf))
    .where(among(posts.id, ids))
  return (rows as readonly JudgedRow[])
    .map(({ post, original }) =>
      post.repostOf === null ? post : { ...post, original: original.state === null ? null : original },
    )
    .filter((post) => canView(viewer, post))
}

/**
 * For the use cases that act on one post: null if there is none, or not for this viewer. A repost is not acted on: what it
 * shows is.
 */
export async function visiblePost(db: Db, viewer: Viewer, id: PostId): Promise<(PostRow & PostFacts) | null> {
  const [post] = await judgedPosts(db, viewer, [id])
  return post && post.kind !== 'REPOST' ? post : null
}

/** For its author to change: locked, whatever its state. Null if there is none, if it is deleted, or a repost. */
export async function ownPost(db: Db, author: UserId, id: PostId): Promise<PostRow | null> {
  const [post] = await db
    .select()
    .from(posts)
    .where(and(eq(posts.id, id), eq(posts.authorId, author), ne(posts.state, 'DELETED'), ne(posts.kind, 'REPOST')))
    .for('update')
  return post ?? null
}

/**
 * For lists of published posts: whether a repost shows something that the viewer sees. A value for each row and no `exists`:
 * of that Postgres would make a table of all posts that the viewer sees.
 */
export const isOriginalSeen = (viewer: Viewer): SQL => sql`(${posts.repostOf} is null or coalesce((
  select original.state = 'PUBLISHED' and original.visibility = any(${visibilitiesSeen(viewer, sql`original.author_id`)})
  from ${posts} as original where original.id = ${posts.repostOf}), false))`

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
        isOriginalSeen(viewer),
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

const isUnpublished = sql`${posts.state} in ('DRAFT', 'SCHEDULED')`

/** A page of what each author has not published yet, the last begun first. For these authors themselves. */
export const unpublishedOf = (db: Db) => (authors: readonly UserId[], request: ListRequest) => {
  const page = db
    .select()
    .from(posts)
    .where(and(eq(posts.authorId, parentId), isUnpublished, olderThan(request, posts.createdAt, posts.id)))
    .orderBy(desc(posts.createdAt), desc(posts.id))
    .limit(request.first + 1)
  return forEach(db, authors, page, sql`page.created_at desc, page.id desc`)
}

export async function countUnpublished(db: Db, author: UserId): Promise<number> {
  const [row] = await db
    .select({ count: count() })
    .from(posts)
    .where(and(eq(posts.authorId, author), isUnpublished))
  return row?.count ?? 0
}

/**
 * A page of what each post said before, the last first: of that, what the viewer would have seen then as they stand to the
 * author now. The posts are ones that the viewer sees.
 */
export const revisionsOfPosts =
  (db: Db, viewer: Viewer) => (postIds: readonly PostId[], request: PageRequest<number>) => {
    const page = db
      .select(getTableColumns(postRevisions))
      .from(postRevisions)
      .innerJoin(posts, eq(posts.id, postRevisions.postId))
      .where(
        and(
          eq(postRevisions.postId, parentId),
          request.after === null ? undefined : lt(postRevisions.version, request.after),
          sql`${postRevisions.visibility} = any(${visibilitiesSeen(viewer, posts.authorId)})`,
        ),
      )
      .orderBy(desc(postRevisions.version))
      .limit(request.first + 1)
    return forEach(db, postIds, page, sql`page.version desc`)
  }

export async function countRevisions(db: Db, postId: PostId): Promise<number> {
  const [row] = await db.select({ count: count() }).from(postRevisions).where(eq(postRevisions.postId, postId))
  return row?.count ?? 0
}

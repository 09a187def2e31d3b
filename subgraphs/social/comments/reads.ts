import { among, type Db } from '@varal/platform/db'
import type { Viewer } from '@varal/platform/viewer'
import type { CommentId, PostId, UserId } from '@varal/schema/ids'
import { and, asc, desc, eq, getTableColumns, isNull, notInArray, type SQL, sql } from 'drizzle-orm'
import { forEach, type ListRequest, newerThan, parentId as ofParent, olderThan } from '../chronological.ts'
import { canViewComment, type PostFacts } from '../policy.ts'
import { postFacts } from '../posts/reads.ts'
import { posts } from '../posts/tables.ts'
import { isBlocked, notBlocked, notMuted } from '../standing.ts'
import { type CommentRow, comments } from './tables.ts'

/** Who is behind a tombstone. */
export const NOBODY = '00000000-0000-0000-0000-000000000000' as UserId

interface JudgedComment {
  readonly comment: CommentRow
  readonly post: PostFacts
}

const judgedComments = (db: Db, viewer: Viewer, ids: readonly CommentId[]) =>
  db
    .select({
      comment: getTableColumns(comments),
      post: postFacts(viewer),
      isBlocked: isBlocked(viewer, comments.authorId),
    })
    .from(comments)
    .innerJoin(posts, eq(posts.id, comments.postId))
    .where(among(comments.id, ids))

const isSeen = (viewer: Viewer) => (row: JudgedComment & { readonly isBlocked: boolean }) =>
  canViewComment(viewer, row.post, { ...row.comment, isBlocked: row.isBlocked })

/** Those of the comments that the viewer sees; tombstones are seen with their post. */
export const visibleComments =
  (db: Db, viewer: Viewer) =>
  async (ids: readonly CommentId[]): Promise<CommentRow[]> => {
    const rows = await judgedComments(db, viewer, ids)
    return rows.filter(isSeen(viewer)).map((row) => row.comment)
  }

/**
 * For the use cases that act on one comment: null if there is none, if it is a tombstone, or not for this viewer. It is
 * neither deleted nor made a tombstone before the transaction ends.
 */
export async function heldComment(db: Db, viewer: Viewer, id: CommentId): Promise<JudgedComment | null> {
  const [row] = await judgedComments(db, viewer, [id]).for('key share', { of: comments })
  return row && row.comment.deletedAt === null && isSeen(viewer)(row) ? row : null
}

/** `canViewComment` for lists, of posts that the viewer sees; and nobody whom the viewer has muted. */
const isListed = (viewer: Viewer): SQL | undefined =>
  and(notBlocked(viewer, comments.authorId), notMuted(viewer, comments.authorId), isShown(viewer))

function isShown(viewer: Viewer): SQL {
  const isOpen = sql`${comments.hiddenAt} is null and ${comments.removedAt} is null`
  if (viewer.kind === 'anonymous') return isOpen
  const me = sql`${viewer.id}::uuid`
  return sql`(${isOpen} or ${comments.authorId} = ${me} or ${comments.removedAt} is null and coalesce((
    select post.author_id = ${me} from ${posts} as post where post.id = ${comments.postId}), false))`
}

/** Comments on a post itself, or replies to a comment itself. */
export type CommentsOf = 'postId' | 'parentId'

/** Where comments hang: on a post itself, or on a comment itself, which the viewer sees. */
export interface Place {
  readonly of: CommentsOf
  readonly parent: PostId | CommentId
  readonly postId: PostId
}

const hangsOn = (of: CommentsOf) =>
  and(eq(comments[of], ofParent), of === 'postId' ? isNull(comments.parentId) : undefined)

const orders = {
  OLDEST: {
    by: [asc(comments.createdAt), asc(comments.id)],
    page: sql`page.created_at, page.id`,
    after: (request: ListRequest) => newerThan(request, comments.createdAt, comments.id),
  },
  NEWEST: {
    by: [desc(comments.createdAt), desc(comments.id)],
    page: sql`page.created_at desc, page.id desc`,
    after: (request: ListRequest) => olderThan(request, comments.createdAt, comments.id),
  },
}

/**
 * A page of what hangs on each post or comment itself. They are ones that the viewer sees.
 * @param except leaves these out
 */
export const commentsOf =
  (of: CommentsOf, order: keyof typeof orders, except: readonly CommentId[] = []) =>
  (db: Db, viewer: Viewer) =>
  (parents: readonly (PostId | CommentId)[], request: ListRequest) => {
    const { by, page: pageOrder, after } = orders[order]
    const left = except.length > 0 ? notInArray(comments.id, [...except]) : undefined
    const page = db
      .select()
      .from(comments)
      .where(and(hangsOn(of), after(request), left, isListed(viewer)))
      .orderBy(...by)
      .limit(request.first + 1)
    return forEach(db, parents, page, pageOrder)
  }

/** Comments of a ranking at most. */
export const RANKED_MAX = 200

/** The ids of what hangs on each post or comment itself: what most people like comes first, and of equals the oldest. */
export const topCommentsOf =
  (of: CommentsOf) => (db: Db, viewer: Viewer) => (parents: readonly (PostId | CommentId)[]) => {
    const page = db
      .select({
        id: comments.id,
        of: sql<PostId | CommentId>`${comments[of]}`.as('of'),
        likes: comments.likes,
        createdAt: comments.createdAt,
      })
      .from(comments)
      .where(and(sql`coalesce(${comments.parentId}, ${comments.postId}) = ${ofParent}`, isListed(viewer)))
      .orderBy(desc(comments.likes), asc(comments.createdAt), asc(comments.id))
      .limit(RANKED_MAX)
    return forEach(db, parents, page, sql`page.likes desc, page.created_at, page.id`)
  }

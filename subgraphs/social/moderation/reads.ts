import { among, type Db } from '@varal/platform/db'
import type { CaseId, PostId, UserId } from '@varal/schema/ids'
import { and, asc, desc, eq, getTableColumns, isNotNull, ne, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { type BoardRow, boards } from '../boards/tables.ts'
import { forEach, type ListRequest, newerThan, olderThan, parentId } from '../chronological.ts'
import { comments } from '../comments/tables.ts'
import { type PostRow, posts } from '../posts/tables.ts'
import { type CaseState, moderationCases, moderationLog, reports } from './tables.ts'

const REPORTS_SHOWN_MAX = 20
const ACTIONS_SHOWN_MAX = 50

/** Whoever asks has checked that the viewer is a moderator, or that the cases are the viewer's. */
export const casesById = (db: Db) => (ids: readonly CaseId[]) =>
  db.select().from(moderationCases).where(among(moderationCases.id, ids))

/** A page of the cases in a state, the oldest first. */
export const casesInState = (db: Db, state: CaseState, request: ListRequest) =>
  db
    .select()
    .from(moderationCases)
    .where(and(eq(moderationCases.state, state), newerThan(request, moderationCases.openedAt, moderationCases.id)))
    .orderBy(asc(moderationCases.openedAt), asc(moderationCases.id))
    .limit(request.first + 1)

/** A page of what was decided about what is somebody's, the latest first. */
export const noticesOf = (db: Db, owner: UserId, request: ListRequest) =>
  db
    .select()
    .from(moderationCases)
    .where(
      and(
        eq(moderationCases.ownerId, owner),
        isNotNull(moderationCases.verdict),
        olderThan(request, moderationCases.decidedAt, moderationCases.id),
      ),
    )
    .orderBy(desc(moderationCases.decidedAt), desc(moderationCases.id))
    .limit(request.first + 1)

/** The latest reports of each case. */
export const latestReports = (db: Db) => (caseIds: readonly CaseId[]) => {
  const latest = db
    .select()
    .from(reports)
    .where(eq(reports.caseId, parentId))
    .orderBy(desc(reports.at), desc(reports.id))
    .limit(REPORTS_SHOWN_MAX)
  return forEach(db, caseIds, latest, sql`page.at desc, page.id desc`)
}

/** The latest decisions of each case. */
export const latestActions = (db: Db) => (caseIds: readonly CaseId[]) => {
  const latest = db
    .select()
    .from(moderationLog)
    .where(eq(moderationLog.caseId, parentId))
    .orderBy(desc(moderationLog.id))
    .limit(ACTIONS_SHOWN_MAX)
  return forEach(db, caseIds, latest, sql`page.id desc`)
}

/** For moderators: these posts, whoever else may see them, but for deleted ones. */
export const reportedPosts =
  (db: Db) =>
  (ids: readonly string[]): PromiseLike<PostRow[]> =>
    db
      .select()
      .from(posts)
      .where(and(among(posts.id, ids as PostId[]), ne(posts.state, 'DELETED')))

const postOfComment = alias(posts, 'post_of_comment')

/** For moderators: these comments with their posts, whoever else may see them. */
export const reportedComments = (db: Db) => (ids: readonly string[]) =>
  db
    .select({ comment: getTableColumns(comments), post: getTableColumns(postOfComment) })
    .from(comments)
    .innerJoin(postOfComment, eq(postOfComment.id, comments.postId))
    .where(
      and(
        among(comments.id, ids as (typeof comments.$inferSelect)['id'][]),
        sql`${comments.deletedAt} is null`,
        ne(postOfComment.state, 'DELETED'),
      ),
    )

/** For moderators: these boards, whoever else may see them. */
export const reportedBoards =
  (db: Db) =>
  (ids: readonly string[]): PromiseLike<BoardRow[]> =>
    db
      .select()
      .from(boards)
      .where(among(boards.id, ids as BoardRow['id'][]))

import { among, type Db } from '@varal/platform/db'
import type { Viewer } from '@varal/platform/viewer'
import type { BoardId, CommentId, HashtagId, PostId, SectionId, UserId } from '@varal/schema/ids'
import { and, count, eq, sql } from 'drizzle-orm'
import { boards } from '../boards/tables.ts'
import { parentId } from '../chronological.ts'
import { privaciesSeen, standingTo, viewerRole } from '../standing.ts'
import { counters } from './tables.ts'

/** The counters of posts, comments, boards, sections and hashtags. */
export const counts = (db: Db) => (subjectIds: readonly (PostId | CommentId | BoardId | SectionId | HashtagId)[]) =>
  db
    .select()
    .from(counters)
    .where(among(counters.subjectId, subjectIds as readonly string[]))

/** The counters of people, with the viewer's standing to each: a row for each counter, or one without. */
export const personCounts = (db: Db, viewer: Viewer) => (people: readonly UserId[]) =>
  db
    .select({
      personId: sql<UserId>`${parentId}`,
      standing: standingTo(viewer, parentId),
      counter: counters,
    })
    .from(sql`unnest(${sql.param([...people])}::uuid[]) as parent(id)`)
    .leftJoin(counters, eq(counters.subjectId, parentId))

/** How many boards of each person the viewer sees: as `boardsOfOwners`. Nothing for who has none. */
export const boardCounts = (db: Db, viewer: Viewer) => (owners: readonly UserId[]) => {
  const withRole = privaciesSeen(viewer, parentId, viewer.kind === 'anonymous' ? null : 'VIEWER')
  return db
    .select({ ownerId: boards.ownerId, count: count() })
    .from(sql`unnest(${sql.param([...owners])}::uuid[]) as parent(id)`)
    .crossJoinLateral(
      sql`(select privacy, privacy = any(${privaciesSeen(viewer, parentId, null)}) as by_all
        from unnest(${withRole}) as privacy) as seen`,
    )
    .innerJoin(boards, and(eq(boards.ownerId, parentId), eq(boards.privacy, sql`seen.privacy`)))
    .where(sql`(seen.by_all or ${viewerRole(viewer, boards.id)} is not null)`)
    .groupBy(boards.ownerId)
}

import { among, type Db } from '@varal/platform/db'
import type { Viewer } from '@varal/platform/viewer'
import type { BoardId, HashtagId, PostId, SectionId, UserId } from '@varal/schema/ids'
import { eq, sql } from 'drizzle-orm'
import { parentId } from '../chronological.ts'
import { standingTo } from '../standing.ts'
import { counters } from './tables.ts'

/** The counters of posts, boards, sections and hashtags. */
export const counts = (db: Db) => (subjectIds: readonly (PostId | BoardId | SectionId | HashtagId)[]) =>
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

import type { Db } from '@varal/platform/db'
import type { Viewer } from '@varal/platform/viewer'
import type { UserId } from '@varal/schema/ids'
import { and, desc, eq, type SQL, sql } from 'drizzle-orm'
import { blocks } from '../blocks/tables.ts'
import { forEach, type ListRequest, olderThan, parentId } from '../chronological.ts'
import { notBlocked } from '../standing.ts'
import { follows } from './tables.ts'

/** A page of who follows each person, the latest first. Nobody for people whom a block stands between. */
export const followersOf = (db: Db, viewer: Viewer) => (people: readonly UserId[], request: ListRequest) =>
  pageOfFollows(db, viewer, people, request, { of: follows.followeeId, show: follows.followerId })

/** A page of whom each person follows, the latest first. Nobody for people whom a block stands between. */
export const followedBy = (db: Db, viewer: Viewer) => (people: readonly UserId[], request: ListRequest) =>
  pageOfFollows(db, viewer, people, request, { of: follows.followerId, show: follows.followeeId })

type Side = typeof follows.followerId | typeof follows.followeeId

function pageOfFollows(
  db: Db,
  viewer: Viewer,
  people: readonly UserId[],
  request: ListRequest,
  { of, show }: { of: Side; show: Side },
) {
  const page = db
    .select()
    .from(follows)
    .where(and(eq(of, parentId), olderThan(request, follows.since, show), notBlocked(viewer, show)))
    .orderBy(desc(follows.since), desc(show))
    .limit(request.first + 1)
  return forEach(
    db,
    people,
    page,
    sql`page.since desc, page.${sql.identifier(show.name)} desc`,
    notBlocked(viewer, parentId),
  )
}

/** How the viewer and each person stand to each other. A row for each. */
export const relationships = (db: Db, viewer: Viewer) => (people: readonly UserId[]) => {
  const viewerId = sql`${viewer.kind === 'user' ? viewer.id : null}::uuid`
  const isFollowed = (from: SQL, to: SQL) =>
    sql<boolean>`exists (select from ${follows} where follower_id = ${from} and followee_id = ${to})`
  return db
    .select({
      personId: sql<UserId>`${parentId}`,
      following: isFollowed(viewerId, parentId),
      followedBy: isFollowed(parentId, viewerId),
      blocking: sql<boolean>`exists (select from ${blocks} where blocker_id = ${viewerId} and blocked_id = ${parentId})`,
    })
    .from(sql`unnest(${sql.param([...people])}::uuid[]) as parent(id)`)
}

import type { Db } from '@varal/platform/db'
import type { Viewer } from '@varal/platform/viewer'
import type { UserId } from '@varal/schema/ids'
import { and, desc, eq, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { blocks } from '../blocks/tables.ts'
import { forEach, type ListRequest, olderThan, parentId } from '../chronological.ts'
import { mutes } from '../mutes/tables.ts'
import { doesFollow, isOpenTo, notBlocked } from '../standing.ts'
import { followRequests, follows } from './tables.ts'

/** A page of who follows each person, the latest first. Nobody for people who are not open to the viewer. */
export const followersOf = (db: Db, viewer: Viewer) => (people: readonly UserId[], request: ListRequest) =>
  pageOfFollows(db, viewer, people, request, { of: follows.followeeId, show: follows.followerId })

/** A page of whom each person follows, the latest first. Nobody for people who are not open to the viewer. */
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
    isOpenTo(viewer, parentId),
  )
}

/** A page of who would like to follow the person, the latest first. */
export const requestsTo = (db: Db) => (followeeId: UserId, request: ListRequest) =>
  db
    .select()
    .from(followRequests)
    .where(
      and(eq(followRequests.followeeId, followeeId), olderThan(request, followRequests.at, followRequests.followerId)),
    )
    .orderBy(desc(followRequests.at), desc(followRequests.followerId))
    .limit(request.first + 1)

/** How the viewer and each person stand to each other. A row for each. */
export const relationships = (db: Db, viewer: Viewer) => (people: readonly UserId[]) => {
  const viewerId = sql`${viewer.kind === 'user' ? viewer.id : null}::uuid`
  const follow = alias(follows, 'follow')
  const mute = alias(mutes, 'mute')
  const hasAsked = (from: SQL, to: SQL) =>
    sql<boolean>`exists (select from ${followRequests} where follower_id = ${from} and followee_id = ${to})`
  return db
    .select({
      personId: sql<UserId>`${parentId}`,
      following: sql<boolean>`${follow.followerId} is not null`,
      followedBy: doesFollow(parentId, viewerId),
      hasAskedToFollow: hasAsked(viewerId, parentId),
      isAskedToBeFollowed: hasAsked(parentId, viewerId),
      notifyOnPost: sql<boolean>`coalesce(${follow.notifyOnPost}, false)`,
      muteLevel: mute.level,
      mutedUntil: mute.until,
      blocking: sql<boolean>`exists (select from ${blocks} where blocker_id = ${viewerId} and blocked_id = ${parentId})`,
    })
    .from(sql`unnest(${sql.param([...people])}::uuid[]) as parent(id)`)
    .leftJoin(follow, and(eq(follow.followerId, viewerId), eq(follow.followeeId, parentId)))
    .leftJoin(mute, and(eq(mute.muterId, viewerId), eq(mute.mutedId, parentId)))
}

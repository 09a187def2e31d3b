import type { Viewer } from '@varal/platform/viewer'
import type { UserId } from '@varal/schema/ids'
import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { blocks } from './blocks/tables.ts'
import { follows } from './follows/tables.ts'
import { type BoardPrivacy, boardPrivacies, canViewBoard, type Standing, type Visibility, visibleOf } from './policy.ts'

/** The facts of `Standing` to the person in a column, as columns of a statement: index look-ups per row, no statement more. */
export const standingTo = (viewer: Viewer, person: SQLWrapper): { [Fact in keyof Standing]: SQL<boolean> } => ({
  viewerFollows: viewerFollows(viewer, person),
  isBlocked: isBlocked(viewer, person),
})

const viewerFollows = (viewer: Viewer, person: SQLWrapper): SQL<boolean> =>
  viewer.kind === 'anonymous' ? sql<boolean>`false` : doesFollow(sql`${viewer.id}::uuid`, person)

/** Whether the viewer or the person has blocked the other. */
export const isBlocked = (viewer: Viewer, person: SQLWrapper): SQL<boolean> =>
  viewer.kind === 'anonymous' ? sql<boolean>`false` : isBlockBetween(sql`${viewer.id}::uuid`, person)

/** Whether one follows the other, each in a column or a parameter. A null is nobody. */
export const doesFollow = (one: SQLWrapper, other: SQLWrapper): SQL<boolean> =>
  sql<boolean>`exists (select from ${follows} where follower_id = ${one} and followee_id = ${other})`

/** Whether either has blocked the other. A null is nobody. */
export const isBlockBetween = (one: SQLWrapper, other: SQLWrapper): SQL<boolean> =>
  sql<boolean>`(exists (select from ${blocks} where blocker_id = ${one} and blocked_id = ${other})
        or exists (select from ${blocks} where blocker_id = ${other} and blocked_id = ${one}))`

/** For lists of people: leaves out whom a block stands between. Nothing to leave out for the anonymous. */
export const notBlocked = (viewer: Viewer, person: SQLWrapper): SQL | undefined =>
  viewer.kind === 'anonymous' ? undefined : sql`not ${isBlocked(viewer, person)}`

/** Nobody's id. */
const SOMEBODY_ELSE = '00000000-0000-0000-0000-000000000000' as UserId

/** The visibilities of the posts of the person in a column that the viewer sees: the policy's answer for each standing. */
export function visibilitiesSeen(viewer: Viewer, author: SQLWrapper): SQL<Visibility[]> {
  const seen = (person: UserId, standing: Partial<Standing>): SQL<Visibility[]> =>
    sql<
      Visibility[]
    >`${sql.param(visibleOf(viewer, person, { viewerFollows: false, isBlocked: false, ...standing }))}::text[]`
  if (viewer.kind === 'anonymous') return seen(SOMEBODY_ELSE, {})
  return sql<Visibility[]>`case
    when ${author} = ${viewer.id}::uuid then ${seen(viewer.id, {})}
    when ${isBlocked(viewer, author)} then ${seen(SOMEBODY_ELSE, { isBlocked: true })}
    when ${viewerFollows(viewer, author)} then ${seen(SOMEBODY_ELSE, { viewerFollows: true })}
    else ${seen(SOMEBODY_ELSE, {})} end`
}

/** The privacies of the boards of the person in a column that the viewer sees. */
export function privaciesSeen(viewer: Viewer, owner: SQLWrapper): SQL<BoardPrivacy[]> {
  const seen = (ownerId: UserId, blocked: boolean) => {
    const of = boardPrivacies.filter((privacy) => canViewBoard(viewer, { ownerId, privacy, isBlocked: blocked }))
    return sql<BoardPrivacy[]>`${sql.param(of)}::text[]`
  }
  if (viewer.kind === 'anonymous') return seen(SOMEBODY_ELSE, false)
  return sql<BoardPrivacy[]>`case
    when ${owner} = ${viewer.id}::uuid then ${seen(viewer.id, false)}
    when ${isBlocked(viewer, owner)} then ${seen(SOMEBODY_ELSE, true)}
    else ${seen(SOMEBODY_ELSE, false)} end`
}

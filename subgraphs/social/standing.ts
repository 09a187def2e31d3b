import type { Viewer } from '@varal/platform/viewer'
import type { UserId } from '@varal/schema/ids'
import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { audiences } from './audience/tables.ts'
import { blocks } from './blocks/tables.ts'
import { collaborators } from './collaborators/tables.ts'
import { follows } from './follows/tables.ts'
import { mutes } from './mutes/tables.ts'
import {
  type BoardPrivacy,
  type BoardRole,
  boardPrivacies,
  canViewBoard,
  type Standing,
  type Visibility,
  visibleOf,
} from './policy.ts'

/** The facts of `Standing` to the person in a column, as columns of a statement: index look-ups per row, no statement more. */
export const standingTo = (viewer: Viewer, person: SQLWrapper): { [Fact in keyof Standing]: SQL<boolean> } => ({
  viewerFollows: viewerFollows(viewer, person),
  isBlocked: isBlocked(viewer, person),
  isPrivate: isPrivate(person),
})

const viewerFollows = (viewer: Viewer, person: SQLWrapper): SQL<boolean> =>
  viewer.kind === 'anonymous' ? sql<boolean>`false` : doesFollow(sql`${viewer.id}::uuid`, person)

/** Whether the person's account is private. Most people have no row. Not "exists": for many rows Postgres would read all who are private. */
export const isPrivate = (person: SQLWrapper): SQL<boolean> =>
  sql<boolean>`coalesce((select is_private from ${audiences} where person_id = ${person}), false)`

/** Whether nobody is to find the person: the account is deactivated, suspended or about to be erased. */
export const isAway = (person: SQLWrapper): SQL<boolean> =>
  sql<boolean>`coalesce((select is_away from ${audiences} where person_id = ${person}), false)`

/** Whether the viewer does not meet the person: either has blocked the other, or the person is away. */
export const isBlocked = (viewer: Viewer, person: SQLWrapper): SQL<boolean> =>
  viewer.kind === 'anonymous' ? isAway(person) : isBlockBetween(sql`${viewer.id}::uuid`, person)

/** Whether one follows the other, each in a column or a parameter. A null is nobody. */
export const doesFollow = (one: SQLWrapper, other: SQLWrapper): SQL<boolean> =>
  sql<boolean>`exists (select from ${follows} where follower_id = ${one} and followee_id = ${other})`

/**
 * Whether the one does not meet the other: either has blocked the other, or the other is away (to themself nobody is). A
 * null is nobody.
 */
export const isBlockBetween = (one: SQLWrapper, other: SQLWrapper): SQL<boolean> =>
  sql<boolean>`(exists (select from ${blocks} where blocker_id = ${one} and blocked_id = ${other})
        or exists (select from ${blocks} where blocker_id = ${other} and blocked_id = ${one})
        or (${isAway(other)} and ${other} is distinct from ${one}))`

/** Whether the one has muted the other everywhere. A null is nobody. */
export const isMutedBy = (one: SQLWrapper, other: SQLWrapper): SQL<boolean> =>
  sql<boolean>`exists (
    select from ${mutes} where muter_id = ${one} and muted_id = ${other} and level = 'HIDE_EVERYWHERE')`

/** For lists of what people say: leaves out whom the viewer has muted everywhere. */
export const notMuted = (viewer: Viewer, person: SQLWrapper): SQL | undefined =>
  viewer.kind === 'anonymous' ? undefined : sql`not ${isMutedBy(sql`${viewer.id}::uuid`, person)}`

/** For lists of posts: leaves out whom the viewer has muted, at whichever level. */
export const notMutedAtAll = (viewer: Viewer, person: SQLWrapper): SQL | undefined =>
  viewer.kind === 'anonymous'
    ? undefined
    : sql`not exists (select from ${mutes} where muter_id = ${viewer.id}::uuid and muted_id = ${person})`

/** For what hangs on the person in a column: `isOpen` of the policy, and always for the person. */
export function isOpenTo(viewer: Viewer, person: SQLWrapper): SQL<boolean> {
  const { viewerFollows: follows, isBlocked: blocked, isPrivate: closed } = standingTo(viewer, person)
  return viewer.kind === 'anonymous'
    ? sql<boolean>`not (${blocked} or ${closed})`
    : sql<boolean>`(${person} = ${viewer.id}::uuid or not ${blocked} and (not ${closed} or ${follows}))`
}

/** For lists of people: leaves out whom the viewer does not meet. */
export const notBlocked = (viewer: Viewer, person: SQLWrapper): SQL => sql`not ${isBlocked(viewer, person)}`

/** Nobody's id. */
const SOMEBODY_ELSE = '00000000-0000-0000-0000-000000000000' as UserId

/** The visibilities of the posts of the person in a column that the viewer sees: the policy's answer for each standing. */
export const visibilitiesSeen = (viewer: Viewer, author: SQLWrapper): SQL<Visibility[]> =>
  seenByStanding(viewer, author, (person, standing) => visibleOf(viewer, person, standing))

/** The privacies of the boards of the person in a column that the viewer sees, with this role on them; but for removed ones. */
export const privaciesSeen = (viewer: Viewer, owner: SQLWrapper, role: BoardRole | null): SQL<BoardPrivacy[]> =>
  seenByStanding(viewer, owner, (ownerId, standing) =>
    boardPrivacies.filter((privacy) => canViewBoard(viewer, { ownerId, privacy, role, removedAt: null, ...standing })),
  )

/** The role of one on the board in a column. Null for who has none, and for an invitation that waits for its answer. */
export const roleOf = (one: SQLWrapper, board: SQLWrapper): SQL<BoardRole | null> =>
  sql<BoardRole | null>`(
    select role from ${collaborators} where board_id = ${board} and user_id = ${one} and accepted_at is not null)`

/** The viewer's role on the board in a column. */
export const viewerRole = (viewer: Viewer, board: SQLWrapper): SQL<BoardRole | null> =>
  viewer.kind === 'anonymous' ? sql<BoardRole | null>`null::text` : roleOf(sql`${viewer.id}::uuid`, board)

const stranger: Standing = { viewerFollows: false, isBlocked: false, isPrivate: false }

/** Asks the policy in advance, once for each way in which the viewer may stand to the person in the column. */
function seenByStanding<Kind extends string>(
  viewer: Viewer,
  person: SQLWrapper,
  policy: (person: UserId, standing: Standing) => Kind[],
): SQL<Kind[]> {
  const seen = (standing: Partial<Standing>, who = SOMEBODY_ELSE) =>
    sql<Kind[]>`${sql.param(policy(who, { ...stranger, ...standing }))}::text[]`
  const asStranger = sql`case when ${isPrivate(person)} then ${seen({ isPrivate: true })} else ${seen({})} end`
  if (viewer.kind === 'anonymous')
    return sql<Kind[]>`case when ${isAway(person)} then ${seen({ isBlocked: true })} else ${asStranger} end`
  return sql<Kind[]>`case
    when ${person} = ${viewer.id}::uuid then ${seen({}, viewer.id)}
    when ${isBlocked(viewer, person)} then ${seen({ isBlocked: true })}
    when ${viewerFollows(viewer, person)} then ${seen({ viewerFollows: true, isPrivate: true })}
    else ${asStranger} end`
}

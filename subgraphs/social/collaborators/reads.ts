import { among, type Db } from '@varal/platform/db'
import type { Viewer } from '@varal/platform/viewer'
import type { BoardId, UserId } from '@varal/schema/ids'
import { and, desc, eq, getTableColumns, isNotNull, isNull, sql } from 'drizzle-orm'
import { boards } from '../boards/tables.ts'
import { forEach, type ListRequest, olderThan, parentId } from '../chronological.ts'
import { notBlocked } from '../standing.ts'
import { type CollaboratorRow, collaborators } from './tables.ts'

export const COLLABORATORS_MAX = 100

/**
 * A page of who takes part in each board, the latest first. The boards are ones that the viewer sees.
 * @param whom also those who have not answered yet: for who manages the boards
 */
export const collaboratorsOf =
  (db: Db, viewer: Viewer, whom: 'accepted' | 'all') => (boardIds: readonly BoardId[], request: ListRequest) => {
    const page = db
      .select()
      .from(collaborators)
      .where(
        and(
          eq(collaborators.boardId, parentId),
          olderThan(request, collaborators.invitedAt, collaborators.userId),
          whom === 'accepted' ? isNotNull(collaborators.acceptedAt) : undefined,
          notBlocked(viewer, collaborators.userId),
        ),
      )
      .orderBy(desc(collaborators.invitedAt), desc(collaborators.userId))
      .limit(request.first + 1)
    return forEach<CollaboratorRow>(db, boardIds, page, sql`page.invited_at desc, page.user_id desc`)
  }

export type InvitationRow = CollaboratorRow & { readonly boardName: string; readonly ownerId: UserId }

/** A page of the invitations that wait for each person's answer, the latest first. The person is the viewer. */
export const invitationsOf = (db: Db, viewer: Viewer) => (people: readonly UserId[], request: ListRequest) => {
  const page = db
    .select({ ...getTableColumns(collaborators), boardName: boards.name, ownerId: boards.ownerId })
    .from(collaborators)
    .innerJoin(boards, eq(boards.id, collaborators.boardId))
    .where(
      and(
        eq(collaborators.userId, parentId),
        isNull(collaborators.acceptedAt),
        olderThan(request, collaborators.invitedAt, collaborators.boardId),
        notBlocked(viewer, boards.ownerId),
      ),
    )
    .orderBy(desc(collaborators.invitedAt), desc(collaborators.boardId))
    .limit(request.first + 1)
  return forEach<InvitationRow>(db, people, page, sql`page.invited_at desc, page.board_id desc`)
}

/** What a person is on each board, invitations included. */
export const collaborationsOf = (db: Db, person: UserId, boardIds: readonly BoardId[]) =>
  db
    .select()
    .from(collaborators)
    .where(and(eq(collaborators.userId, person), among(collaborators.boardId, boardIds)))

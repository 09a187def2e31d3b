import { encodeId } from '@varal/platform/global-ids'
import { mutation } from '@varal/platform/mutation'
import type { BoardId } from '@varal/schema/ids'
import { chronological } from '../chronological.ts'
import type { Resolvers } from '../generated/resolvers.ts'
import type { Ctx } from '../loaders.ts'
import { awaitPerson } from '../people/reads.ts'
import { canManageCollaborators } from '../policy.ts'
import { answerInvitation, answerInvitationInput } from './answer-invitation.ts'
import { changeRole } from './change-role.ts'
import { inviteCollaborator, inviteCollaboratorInput } from './invite-collaborator.ts'
import { leaveBoard, leaveBoardInput } from './leave-board.ts'
import { removeCollaborator, removeCollaboratorInput } from './remove-collaborator.ts'
import type { CollaboratorRow } from './tables.ts'

/** The `board` of a payload: read after the commit. */
const boardOfPayload = ({ board }: { board?: { id: BoardId } | null }, _args: unknown, ctx: Ctx) =>
  board ? ctx.load.board.load(board.id) : null

export const collaborators = {
  Query: {
    boardInvitations: (_query, args, ctx) => {
      // Signed in: the field says so.
      const { id } = ctx.viewer as Extract<Ctx['viewer'], { kind: 'user' }>
      return chronological('board-invitations', ctx, args, {
        of: id,
        load: ctx.load.invitationsOf,
        at: (invitation) => [invitation.invitedAt, invitation.boardId],
        node: (invitation) => invitation,
      })
    },
  },
  Mutation: {
    inviteCollaborator: mutation(inviteCollaboratorInput, inviteCollaborator, {
      prepare: async ({ userId }, ctx: Ctx) => void (await awaitPerson(ctx.db, userId)),
    }),
    answerInvitation: mutation(answerInvitationInput, answerInvitation),
    changeCollaboratorRole: mutation(inviteCollaboratorInput, changeRole),
    removeCollaborator: mutation(removeCollaboratorInput, removeCollaborator),
    leaveBoard: mutation(leaveBoardInput, leaveBoard),
  },
  CollaboratorPayload: {
    board: ({ collaborator }: { collaborator?: CollaboratorRow }, _args, ctx) =>
      collaborator ? ctx.load.board.load(collaborator.boardId) : null,
  },
  AnswerInvitationPayload: { board: boardOfPayload },
  RemoveCollaboratorPayload: { board: boardOfPayload },
  LeaveBoardPayload: { leftBoardId: ({ leftBoardId }) => (leftBoardId ? encodeId('Board', leftBoardId) : null) },
  Collaborator: { user: ({ userId }) => ({ id: userId }) },
  BoardInvitation: {
    boardId: ({ boardId }) => encodeId('Board', boardId),
    boardOwner: ({ ownerId }) => ({ id: ownerId }),
  },
  Board: {
    collaborators: (board, args, ctx) => {
      const whom = canManageCollaborators(ctx.viewer, board) ? 'all' : 'accepted'
      return chronological('collaborators-of-board', ctx, args, {
        of: board.id,
        load: ctx.load.collaboratorsOf[whom],
        at: (collaborator) => [collaborator.invitedAt, collaborator.userId],
        node: (collaborator) => collaborator,
      })
    },
  },
} satisfies Resolvers

import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { BoardId } from '@varal/schema/ids'
import { heldBoard, type JudgedBoard } from '../boards/reads.ts'
import { canManageCollaborators } from '../policy.ts'

/** The board, held, if the actor decides who takes part in it; else null. So whoever changes that takes turns. */
export async function managedBoard(work: Work, actor: Actor, id: BoardId): Promise<JudgedBoard | null> {
  const board = await heldBoard(work.db, actor, id, 'update')
  return board && canManageCollaborators(actor, board) ? board : null
}

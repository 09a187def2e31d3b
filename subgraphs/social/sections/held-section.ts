import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { SectionId } from '@varal/schema/ids'
import { eq } from 'drizzle-orm'
import { heldBoard } from '../boards/reads.ts'
import { canEditBoard, isSecretBoard } from '../policy.ts'
import { sections } from './tables.ts'

/** A section that the actor may edit, with its board held, and how its board's change is told; else null. */
export async function heldSection(work: Work, actor: Actor, id: SectionId) {
  const [section] = await work.db.select().from(sections).where(eq(sections.id, id))
  const board = section && (await heldBoard(work.db, actor, section.boardId, 'update'))
  if (!board || !canEditBoard(actor, board)) return null
  return {
    section,
    announce: () =>
      work.announce('social.board.changed', {
        ...{ boardId: board.id, ownerId: board.ownerId, isSecret: isSecretBoard(board) },
      }),
  }
}

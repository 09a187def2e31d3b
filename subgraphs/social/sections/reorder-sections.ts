import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { BoardId } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { heldBoard } from '../boards/reads.ts'
import { canEditBoard, isSecretBoard } from '../policy.ts'
import { SECTIONS_MAX, sectionsOfBoards } from './reads.ts'
import { sections } from './tables.ts'

export const reorderSectionsInput = z.object({
  boardId: globalId('Board'),
  sectionIds: z.array(globalId('BoardSection')).max(SECTIONS_MAX),
})

export async function reorderSections(
  work: Work,
  actor: Actor,
  { boardId, sectionIds }: z.output<typeof reorderSectionsInput>,
): Promise<Outcome<{ board: { id: BoardId } }>> {
  const board = await heldBoard(work.db, actor, boardId, 'update')
  if (!board || !canEditBoard(actor, board)) return refuse('NOT_FOUND', ['input', 'boardId'])
  const known = await sectionsOfBoards(work.db)([boardId])
  const named = new Set(sectionIds)
  const areAll =
    named.size === sectionIds.length && named.size === known.length && known.every(({ id }) => named.has(id))
  if (!areAll) return refuse('VERSION_CONFLICT', ['input', 'sectionIds'])

  if (known.every(({ id }, index) => id === sectionIds[index])) return { board: { id: boardId } }
  await work.db.execute(sql`
    update ${sections} set position = wanted.place - 1
    from unnest(${sql.param(sectionIds)}::uuid[]) with ordinality as wanted (id, place) where sections.id = wanted.id`)
  work.announce('social.board.changed', { boardId, ownerId: board.ownerId, isSecret: isSecretBoard(board) })
  return { board: { id: boardId } }
}

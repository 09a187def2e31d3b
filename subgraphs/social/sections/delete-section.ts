import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { BoardId, SectionId } from '@varal/schema/ids'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { heldSection } from './held-section.ts'
import { sections } from './tables.ts'

export const deleteSectionInput = z.object({ id: globalId('BoardSection') })

/** Its pins stay on the board, in no section: they go on naming this one, for there may be 200,000 of them. */
export async function deleteSection(
  work: Work,
  actor: Actor,
  { id }: z.output<typeof deleteSectionInput>,
): Promise<Outcome<{ deletedSectionId: SectionId; board: { id: BoardId } }>> {
  const held = await heldSection(work, actor, id)
  if (!held) return refuse('NOT_FOUND', ['input', 'id'])
  // Somebody else deleted it while the board was waited for.
  const deleted = await work.db.delete(sections).where(eq(sections.id, id)).returning({ id: sections.id })
  if (deleted.length === 0) return refuse('NOT_FOUND', ['input', 'id'])
  held.announce()
  return { deletedSectionId: id, board: { id: held.section.boardId } }
}

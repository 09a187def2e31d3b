import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse } from '@varal/platform/outcome'
import { line } from '@varal/platform/plain-text'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { SectionId } from '@varal/schema/ids'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { heldSection } from './held-section.ts'
import { sections } from './tables.ts'

export const renameSectionInput = z.object({ id: globalId('BoardSection'), name: line(1, 80) })

export async function renameSection(
  work: Work,
  actor: Actor,
  { id, name }: z.output<typeof renameSectionInput>,
): Promise<Outcome<{ section: { id: SectionId } }>> {
  const held = await heldSection(work, actor, id)
  const renamed =
    held && (await work.db.update(sections).set({ name }).where(eq(sections.id, id)).returning({ id: sections.id }))
  if (!renamed?.length) return refuse('NOT_FOUND', ['input', 'id'])
  held?.announce()
  return { section: { id } }
}

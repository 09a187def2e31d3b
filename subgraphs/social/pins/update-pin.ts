import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse, refuseVersion } from '@varal/platform/outcome'
import { optionalParagraphs } from '@varal/platform/plain-text'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { PinId } from '@varal/schema/ids'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { isViewer } from '../policy.ts'
import { heldPins } from './judged-pins.ts'
import { pins } from './tables.ts'

export const updatePinInput = z.object({
  id: globalId('Pin'),
  expectedVersion: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
  note: optionalParagraphs(500).exactOptional(),
})

/** For who saved it, as long as they see it. An edit that changes nothing is no edit. */
export async function updatePin(
  work: Work,
  actor: Actor,
  { id, expectedVersion, note }: z.output<typeof updatePinInput>,
): Promise<Outcome<{ pin: { id: PinId } }>> {
  const [pin] = await heldPins(work.db, actor, [id])
  if (!pin || !isViewer(actor, pin.savedBy)) return refuse('NOT_FOUND', ['input', 'id'])
  if (pin.version !== expectedVersion) return refuseVersion(pin.version)
  if (note === undefined || note === pin.note) return { pin: { id } }

  await work.db
    .update(pins)
    .set({ note, version: pin.version + 1 })
    .where(eq(pins.id, id))
  const { boardId, savedBy, sectionId } = pin
  work.announce('social.pin.changed', {
    ...{ pinId: id, boardId, userId: savedBy, fromSectionId: sectionId, toSectionId: sectionId },
  })
  return { pin: { id } }
}

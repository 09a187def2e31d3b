import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { PinId } from '@varal/schema/ids'
import { z } from 'zod'
import { takeOff } from './remove-pins.ts'

export const removePinInput = z.object({ id: globalId('Pin') })

export async function removePin(
  work: Work,
  actor: Actor,
  { id }: z.output<typeof removePinInput>,
): Promise<Outcome<{ removedPinId: PinId }>> {
  const removed = await takeOff(work, actor, [id])
  return removed.has(id) ? { removedPinId: id } : refuse('NOT_FOUND', ['input', 'id'])
}

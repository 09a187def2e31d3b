import { among } from '@varal/platform/db'
import { globalId } from '@varal/platform/global-ids'
import type { UserErrorModel } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { PinId } from '@varal/schema/ids'
import { z } from 'zod'
import { canRemovePin } from '../policy.ts'
import { heldPins, toldOf } from './judged-pins.ts'
import { pins } from './tables.ts'

/** 1 to 100 pins, none twice. */
export const somePins = z
  .array(globalId('Pin'))
  .min(1)
  .max(100)
  .superRefine((ids, ctx) => {
    for (const [index, id] of ids.entries())
      if (ids.indexOf(id) < index) ctx.addIssue({ code: 'custom', message: 'MALFORMED', path: [index] })
  })

export const removePinsInput = z.object({ ids: somePins })

/** Takes off those that the actor may take off. */
export async function removePins(
  work: Work,
  actor: Actor,
  { ids }: z.output<typeof removePinsInput>,
): Promise<{ removedPinIds: PinId[]; failures: UserErrorModel[] }> {
  const removed = await takeOff(work, actor, ids)
  return {
    removedPinIds: ids.filter((id) => removed.has(id)),
    failures: ids.flatMap((id, index) =>
      removed.has(id) ? [] : { code: 'NOT_FOUND', path: ['input', 'ids', String(index)] },
    ),
  }
}

/** Whether or not the actor still sees the posts. Returns those that are off now. */
export async function takeOff(work: Work, actor: Actor, ids: readonly PinId[]): Promise<Set<PinId>> {
  const held = await heldPins(work.db, actor, ids)
  const removable = held.filter((pin) => canRemovePin(actor, pin.board, pin.savedBy))
  const removed = removable.map(({ id }) => id)
  await work.db.delete(pins).where(among(pins.id, removed))
  for (const pin of removable) work.announce('social.pin.removed', toldOf(pin))
  return new Set(removed)
}

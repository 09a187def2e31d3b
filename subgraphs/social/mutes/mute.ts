import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { UserId } from '@varal/schema/ids'
import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { knownPeople } from '../people/reads.ts'
import { muteLevels, mutes } from './tables.ts'

export const muteInput = z.object({
  userId: globalId('User'),
  level: z.enum(muteLevels),
  until: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .nullish(),
})
export const unmuteInput = z.object({ userId: globalId('User') })

/** Hides somebody from the actor's own lists, as it was said last. Nobody is told, least of all the muted. */
export async function mute(
  work: Work,
  { id: muterId }: Actor,
  { userId: mutedId, level, until = null }: z.output<typeof muteInput>,
): Promise<Outcome<{ user: { id: UserId } }>> {
  if (mutedId === muterId) return refuse('CANNOT_MUTE_SELF', ['input', 'userId'])
  if (until !== null && until <= work.at) return refuse('VALIDATION_FAILED', ['input', 'until'])
  const known = await knownPeople(work.db, [mutedId])
  if (known.length === 0) return refuse('NOT_FOUND', ['input', 'userId'])

  const [before] = await work.db.select().from(mutes).where(muteOf(muterId, mutedId)).for('update')
  await work.db
    .insert(mutes)
    .values({ muterId, mutedId, level, until, since: work.at })
    .onConflictDoUpdate({ target: [mutes.muterId, mutes.mutedId], set: { level, until } })
  if (before?.level !== level) work.announce('social.user.muted', { muterId, mutedId, level })
  return { user: { id: mutedId } }
}

export async function unmute(
  work: Work,
  { id: muterId }: Actor,
  { userId: mutedId }: z.output<typeof unmuteInput>,
): Promise<Outcome<{ user: { id: UserId } }>> {
  const known = await knownPeople(work.db, [mutedId])
  if (known.length === 0) return refuse('NOT_FOUND', ['input', 'userId'])

  const removed = await work.db.delete(mutes).where(muteOf(muterId, mutedId)).returning({ since: mutes.since })
  if (removed.length > 0) work.announce('social.user.unmuted', { muterId, mutedId })
  return { user: { id: mutedId } }
}

const muteOf = (muterId: UserId, mutedId: UserId) => and(eq(mutes.muterId, muterId), eq(mutes.mutedId, mutedId))

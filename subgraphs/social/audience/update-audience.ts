import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { UserId } from '@varal/schema/ids'
import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { openedGates } from '../follows/tables.ts'
import { audienceRules } from '../policy.ts'
import { asksFirst } from './reads.ts'
import { type Audience, audiences } from './tables.ts'

const rule = z.enum(audienceRules)

/** What is absent stays as it is. */
export const updateAudienceInput = z.object({
  isPrivate: z.boolean().exactOptional(),
  approveFollowers: z.boolean().exactOptional(),
  whoCanComment: rule.exactOptional(),
  whoCanMention: rule.exactOptional(),
  discoverable: z.boolean().exactOptional(),
})

/**
 * Changes who may do what with the actor. Who follows already stays. Who waits to be accepted is accepted when nobody is
 * asked any more: within seconds, by a chore.
 */
export async function updateAudience(
  work: Work,
  { id: personId }: Actor,
  edits: z.output<typeof updateAudienceInput>,
): Promise<{ user: { id: UserId } }> {
  const before = await lockAudience(work, personId)
  const after = { ...before, ...edits }
  if (settings.every((setting) => after[setting] === before[setting])) return { user: { id: personId } }

  await work.db.update(audiences).set(edits).where(eq(audiences.personId, personId))
  const { isPrivate, discoverable } = after
  if (isPrivate !== before.isPrivate || discoverable !== before.discoverable)
    work.announce('social.audience.changed', {
      userId: personId,
      isPrivate,
      discoverable,
      before: { isPrivate: before.isPrivate, discoverable: before.discoverable },
    })
  if (asksFirst(before) && !asksFirst(after))
    await work.db.insert(openedGates).values({ followeeId: personId }).onConflictDoNothing()
  return { user: { id: personId } }
}

const settings = ['isPrivate', 'approveFollowers', 'whoCanComment', 'whoCanMention', 'discoverable'] as const

/** Held until the commit, also if there was no row yet. */
async function lockAudience({ db }: Work, personId: UserId): Promise<Audience> {
  const [row] = await db
    .insert(audiences)
    .values({ personId })
    .onConflictDoUpdate({ target: audiences.personId, set: { isPrivate: sql`${audiences.isPrivate}` } })
    .returning()
  return row as Audience
}

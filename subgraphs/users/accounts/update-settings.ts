import type { Context } from '@varal/platform/context'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { birthDate } from '../birth-date.ts'
import { birthDateRefusal } from './birth-date-refusal.ts'
import { localeTag } from './locale.ts'
import { accounts } from './tables.ts'

/** What is absent stays, and is absent from the output too. */
export const updateSettingsInput = z.object({
  locale: localeTag.exactOptional(),
  birthDate: birthDate.nullable().exactOptional(),
})
type UpdateSettingsInput = z.output<typeof updateSettingsInput>

export const checkSettings = async (
  input: UpdateSettingsInput,
  { clock, settings }: Context<unknown>,
): Promise<Outcome<object>> => birthDateRefusal(input.birthDate, clock.now(), settings.minimumAge) ?? {}

/** Changes what only the actor sees. */
export async function updateSettings(
  work: Work,
  actor: Actor,
  settings: UpdateSettingsInput,
): Promise<Outcome<{ viewer: Actor }>> {
  const ofActor = eq(accounts.id, actor.id)
  const found =
    Object.keys(settings).length > 0
      ? await work.db.update(accounts).set(settings).where(ofActor).returning({ id: accounts.id })
      : await work.db.select({ id: accounts.id }).from(accounts).where(ofActor)
  return found.length > 0 ? { viewer: actor } : refuse('NOT_FOUND')
}

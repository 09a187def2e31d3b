import type { Db } from '@varal/platform/db'
import type { Outcome } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { UserId } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { chosenPreferences } from './reads.ts'
import { notificationOrigins, notificationPreferences, notificationTypes } from './tables.ts'

export interface NotificationPreference {
  readonly type: (typeof notificationTypes)[number]
  readonly inApp: boolean
  readonly from: (typeof notificationOrigins)[number]
}

/** What is absent of a preference stays as it is. */
export const updatePreferencesInput = z.object({
  preferences: z
    .array(
      z.object({
        type: z.enum(notificationTypes),
        inApp: z.boolean().nullish(),
        from: z.enum(notificationOrigins).nullish(),
      }),
    )
    .min(1)
    .max(notificationTypes.length)
    .refine((all) => new Set(all.map(({ type }) => type)).size === all.length, 'MALFORMED'),
})

/** Of each type what somebody is told of. One statement. */
export async function preferencesOf(db: Db, person: UserId): Promise<NotificationPreference[]> {
  const chosen = new Map((await chosenPreferences(db)([person])).map((row) => [row.type, row]))
  return notificationTypes.map((type) => {
    const { inApp, from } = chosen.get(type) ?? { inApp: true, from: 'EVERYONE' as const }
    return { type, inApp, from }
  })
}

/** From now on: what was told stays. Two statements. */
export async function updatePreferences(
  { db }: Work,
  { id: personId }: Actor,
  { preferences }: z.output<typeof updatePreferencesInput>,
): Promise<Outcome<{ preferences: NotificationPreference[] }>> {
  const before = new Map((await preferencesOf(db, personId)).map((preference) => [preference.type, preference]))
  const changed = preferences.map(({ type, inApp, from }) => {
    const held = before.get(type)
    return { personId, type, inApp: inApp ?? held?.inApp ?? true, from: from ?? held?.from ?? ('EVERYONE' as const) }
  })
  await db
    .insert(notificationPreferences)
    .values(changed)
    .onConflictDoUpdate({
      target: [notificationPreferences.personId, notificationPreferences.type],
      set: { inApp: sql`excluded.in_app`, from: sql`excluded."from"` },
    })
  for (const { personId: _theirs, ...preference } of changed) before.set(preference.type, preference)
  return { preferences: [...before.values()] }
}

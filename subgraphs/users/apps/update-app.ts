import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { appName, appScopes } from './create-app.ts'
import { redirectUris } from './redirect-uris.ts'
import { type AppRow, apps } from './tables.ts'

/** What is absent stays, and is absent from the output too. */
export const updateAppInput = z.object({
  appId: globalId('App'),
  name: appName.exactOptional(),
  scopes: appScopes.exactOptional(),
  redirectUris: redirectUris.exactOptional(),
  expectedVersion: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .nullish(),
})

/** Renames an app or changes what it may do, its keys included. An edit that changes nothing is no edit. */
export async function updateApp(
  work: Work,
  actor: Actor,
  { appId, expectedVersion, ...edits }: z.output<typeof updateAppInput>,
): Promise<Outcome<{ app: AppRow }>> {
  const own = and(eq(apps.id, appId), eq(apps.ownerId, actor.id))
  const [before] = await work.db.select().from(apps).where(own).for('update')
  if (!before) return refuse('NOT_FOUND', ['input', 'appId'])
  if (expectedVersion != null && expectedVersion !== before.version)
    return refuse('VERSION_CONFLICT', ['input', 'expectedVersion'])

  const after: AppRow = { ...before, ...edits, version: before.version + 1 }
  if (isSame(after, before)) return { app: before }
  await work.db
    .update(apps)
    .set({ ...edits, version: after.version })
    .where(own)
  return { app: after }
}

const isSame = (one: AppRow, other: AppRow): boolean =>
  one.name === other.name &&
  one.scopes.join() === other.scopes.join() &&
  one.redirectUris.join(' ') === other.redirectUris.join(' ')

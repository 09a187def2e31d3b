import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { AppId } from '@varal/schema/ids'
import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { retireManifests } from '../retire-manifests.ts'
import { apps } from './tables.ts'

export const deleteAppInput = z.object({ appId: globalId('App') })

/** Ends an app with its keys and manifests. The names of its clients are free again. */
export async function deleteApp(
  work: Work,
  actor: Actor,
  { appId }: z.output<typeof deleteAppInput>,
): Promise<Outcome<{ deletedAppId: AppId }>> {
  const own = and(eq(apps.id, appId), eq(apps.ownerId, actor.id))
  const [app] = await work.db.select({ id: apps.id }).from(apps).where(own).for('update')
  if (!app) return refuse('NOT_FOUND', ['input', 'appId'])

  await retireManifests(work, appId)
  await work.db.delete(apps).where(own)
  return { deletedAppId: appId }
}

import { numberItems } from '@varal/platform/live/number-items'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Caller, Viewer } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import { manifestsTopic } from '@varal/schema/live'
import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { apps } from '../apps/tables.ts'
import { isOwnApp } from '../own-app.ts'
import { clientName, clientVersion } from './names.ts'
import { type ManifestRow, manifests } from './tables.ts'

export const retireStoredManifestInput = z.object({ client: clientName, version: clientVersion })

/** Gateways run a version's operations no longer; twice is once. A draft, which none of them knows, is discarded. */
export async function retireStoredManifest(
  work: Work,
  _viewer: Viewer,
  { client, version }: z.output<typeof retireStoredManifestInput>,
  caller: Caller,
): Promise<Outcome<{ manifest: ManifestRow }>> {
  const [found] = await work.db
    .select({ manifest: manifests, app: { id: apps.id, ownerId: apps.ownerId } })
    .from(manifests)
    .innerJoin(apps, eq(apps.id, manifests.appId))
    .where(and(eq(manifests.client, client), eq(manifests.version, version)))
    .for('update', { of: manifests })
  if (!found || !isOwnApp(found.app, caller)) return refuse('NOT_FOUND', ['input', 'version'])
  const { manifest } = found
  if (manifest.state === 'RETIRED') return { manifest }

  const retired = { state: 'RETIRED', retiredAt: work.at } as const
  const itself = eq(manifests.id, manifest.id)
  if (manifest.state === 'DRAFT') {
    await work.db.delete(manifests).where(itself)
    return { manifest: { ...manifest, ...retired } }
  }
  const position = (await numberItems(work.db, [manifestsTopic])).get(manifestsTopic) ?? null
  await work.db
    .update(manifests)
    .set({ ...retired, position })
    .where(itself)
  return { manifest: { ...manifest, ...retired, position } }
}

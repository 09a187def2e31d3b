import type { Job } from '@varal/platform/handlers'
import { and, eq } from 'drizzle-orm'
import { type AssetRow, assets } from './assets/tables.ts'
import { removeAssetObjects } from './remove-asset-objects.ts'

/** Objects before the row: whoever is interrupted does it again. */
export async function discard(asset: AssetRow, { db, objects, clock }: Pick<Job, 'db' | 'objects' | 'clock'>) {
  const left = await removeAssetObjects(asset, objects)
  if (left.length > 0) throw new Error(`Of the failed asset ${asset.id} there are ${left.length} objects left`)
  await db
    .update(assets)
    .set({ discardedAt: clock.now() })
    .where(and(eq(assets.id, asset.id), eq(assets.state, 'FAILED')))
}

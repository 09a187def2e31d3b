import { on } from '@varal/platform/handlers'
import { and, eq, or } from 'drizzle-orm'
import { profiles } from '../profiles/tables.ts'
import { readyAssetOwners } from './tables.ts'

/** What becomes of pictures that are to be removed. A profile that chooses one locks its row first. */
export const releaseHandlers = [
  on('media.asset.unwanted', 'keep-or-release-asset', async ({ data }, work) => {
    const isOfAsset = eq(readyAssetOwners.assetId, data.assetId)
    await work.db.select().from(readyAssetOwners).where(isOfAsset).for('update')
    const isShown = or(eq(profiles.avatarAssetId, data.assetId), eq(profiles.coverAssetId, data.assetId))
    const shown = await work.db
      .select({ id: profiles.id })
      .from(profiles)
      .where(and(eq(profiles.id, data.ownerId), isShown))
    if (shown.length > 0) return work.announce('users.asset.kept', data)
    await work.db.delete(readyAssetOwners).where(isOfAsset)
    work.announce('users.asset.released', data)
  }),
  on('media.asset.kept', 'show-asset-again', async ({ data: { assetId, ownerId, kind } }, work) => {
    if (kind === 'IMAGE') await work.db.insert(readyAssetOwners).values({ assetId, ownerId }).onConflictDoNothing()
  }),
]

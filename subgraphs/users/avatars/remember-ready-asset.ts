import { on } from '@varal/platform/handlers'
import { readyAssetOwners } from './tables.ts'

/** From now on its owner may choose the asset as avatar. */
export const rememberReadyAsset = on('media.asset.ready', 'remember-ready-asset', async ({ data }, work) => {
  const { assetId, ownerId, kind = 'IMAGE' } = data
  if (kind !== 'IMAGE') return
  await work.db.insert(readyAssetOwners).values({ assetId, ownerId }).onConflictDoNothing()
})

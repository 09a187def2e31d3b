import { among, type Db } from '@varal/platform/db'
import type { AssetId } from '@varal/schema/ids'
import { readyAssetOwners } from './tables.ts'

/** Who owns these assets. One that is not ready, as far as is known here, has no row. They stay as they are until the work ends. */
export const readyAssets = (db: Db) => (assetIds: readonly AssetId[]) =>
  db.select().from(readyAssetOwners).where(among(readyAssetOwners.assetId, assetIds)).for('share')

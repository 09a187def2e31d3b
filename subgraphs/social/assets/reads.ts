import { among, type Db } from '@varal/platform/db'
import type { AssetId, UserId } from '@varal/schema/ids'
import { briefly } from '../briefly.ts'
import { type AssetRow, assets } from './tables.ts'

/** What social has heard of these assets. */
export const knownAssets = (db: Db, ids: readonly AssetId[]) => db.select().from(assets).where(among(assets.id, ids))

/** media's answer to createUpload is often quicker than its fact. */
const AWAIT_ASSETS_MS = 2_000

/** Returns when all of the assets have been heard of, or one is known to be of no use, or after 2 s. */
export async function awaitAssets(db: Db, owner: UserId, ids: readonly AssetId[]): Promise<void> {
  if (ids.length === 0) return
  await briefly(async () => {
    const known = await knownAssets(db, ids)
    return known.length === ids.length || known.some((asset) => !isUsable(asset, owner))
  }, AWAIT_ASSETS_MS)
}

/** For this person's posts: now, or when it is ready. */
export const isUsable = (asset: AssetRow | undefined, owner: UserId): boolean =>
  asset?.ownerId === owner && asset.state !== 'FAILED' && asset.state !== 'RELEASED'

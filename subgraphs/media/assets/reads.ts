import { among, type Db } from '@varal/platform/db'
import type { AssetId, UserId } from '@varal/schema/ids'
import { and, eq, inArray, isNull } from 'drizzle-orm'
import { assets } from './tables.ts'

export const assetsById = (db: Db) => (ids: readonly AssetId[]) => db.select().from(assets).where(among(assets.id, ids))

/** An asset, which stays as it is until the work ends. */
export const lockedAsset = (db: Db, id: AssetId) => db.select().from(assets).where(eq(assets.id, id)).for('update')

/** A person's assets that were made of the bytes with these hashes, and are or will be shown. */
export const assetsOfBytes = (db: Db, ownerId: UserId) => (hashes: readonly string[]) =>
  db
    .select({ id: assets.id, sha256: assets.sha256 })
    .from(assets)
    .where(
      and(
        eq(assets.ownerId, ownerId),
        among(assets.sha256, hashes),
        inArray(assets.state, ['PROCESSING', 'PLAYABLE', 'READY']),
        isNull(assets.removingAt),
      ),
    )

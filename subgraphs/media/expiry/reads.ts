import { among, type Db } from '@varal/platform/db'
import type { AssetId } from '@varal/schema/ids'
import { removals } from './tables.ts'

/** What has become of the wish to remove these assets. */
export const removalsOf = (db: Db) => (assetIds: readonly AssetId[]) =>
  db.select().from(removals).where(among(removals.assetId, assetIds))

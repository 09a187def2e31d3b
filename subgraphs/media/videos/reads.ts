import { among, type Db } from '@varal/platform/db'
import type { AssetId } from '@varal/schema/ids'
import { videos } from './tables.ts'

/** What can be played of these assets. */
export const videosOf = (db: Db) => (assetIds: readonly AssetId[]) =>
  db.select().from(videos).where(among(videos.assetId, assetIds))

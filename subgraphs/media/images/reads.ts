import { among, type Db } from '@varal/platform/db'
import type { AssetId } from '@varal/schema/ids'
import { asc } from 'drizzle-orm'
import { renditions } from './tables.ts'

/** Smallest first. */
export const renditionsOf = (db: Db) => (assetIds: readonly AssetId[]) =>
  db
    .select()
    .from(renditions)
    .where(among(renditions.assetId, assetIds))
    .orderBy(asc(renditions.width), asc(renditions.bytes))

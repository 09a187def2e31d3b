import { among, type Db } from '@varal/platform/db'
import type { AssetId } from '@varal/schema/ids'
import { asc } from 'drizzle-orm'
import { captions } from './tables.ts'

/** By language. */
export const captionsOf = (db: Db) => (assetIds: readonly AssetId[]) =>
  db.select().from(captions).where(among(captions.assetId, assetIds)).orderBy(asc(captions.locale))

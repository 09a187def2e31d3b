import { among, type Db } from '@varal/platform/db'
import type { AssetId } from '@varal/schema/ids'
import { desc } from 'drizzle-orm'
import { safetyLabels } from './tables.ts'

/** Highest score first. */
export const labelsOf = (db: Db) => (assetIds: readonly AssetId[]) =>
  db.select().from(safetyLabels).where(among(safetyLabels.assetId, assetIds)).orderBy(desc(safetyLabels.score))

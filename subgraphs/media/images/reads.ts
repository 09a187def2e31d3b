import { among, type Db, rowsOf } from '@varal/platform/db'
import type { AssetId } from '@varal/schema/ids'
import { asc, sql } from 'drizzle-orm'
import { pictures, renditions } from './tables.ts'

/** Smallest first. */
export const renditionsOf = (db: Db) => (assetIds: readonly AssetId[]) =>
  db
    .select()
    .from(renditions)
    .where(among(renditions.assetId, assetIds))
    .orderBy(asc(renditions.width), asc(renditions.bytes))

export const picturesOf = (db: Db) => (assetIds: readonly AssetId[]) =>
  db.select().from(pictures).where(among(pictures.assetId, assetIds))

/** So many bits of 64 differ at most between pictures that look alike. */
const DISTANCE_MAX = 8
const DUPLICATES_MAX = 10

/** Of each asset, its owner's other pictures that look almost the same: nearest first, at most ten. Reads all of the owner's hashes. */
export const nearDuplicatesOf = (db: Db) => (assetIds: readonly AssetId[]) =>
  rowsOf<{ of: AssetId; id: AssetId }>(
    db,
    sql`select mine.asset_id as of, near.asset_id as id
      from pictures mine cross join lateral (
        select other.asset_id, bit_count((mine.perceptual_hash # other.perceptual_hash)::bit(64)) as distance
        from pictures other
        where other.owner_id = mine.owner_id and other.asset_id <> mine.asset_id
          and bit_count((mine.perceptual_hash # other.perceptual_hash)::bit(64)) <= ${DISTANCE_MAX}
        order by distance, other.asset_id limit ${DUPLICATES_MAX}
      ) near
      where mine.asset_id = any(${sql.param([...assetIds])})
      order by mine.asset_id, near.distance, near.asset_id`,
  )

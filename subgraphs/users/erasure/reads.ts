import { among, type Db } from '@varal/platform/db'
import type { ErasureId } from '@varal/schema/ids'
import { asc } from 'drizzle-orm'
import { erasureConfirmations, erasures } from './tables.ts'

/** Receipts. Without whose they are: nobody who asks is to be told. */
export const receipts = (db: Db) => (ids: readonly ErasureId[]) =>
  db
    .select({
      id: erasures.id,
      requestedAt: erasures.requestedAt,
      erasesAt: erasures.erasesAt,
      cancelledAt: erasures.cancelledAt,
      startedAt: erasures.startedAt,
      finishedAt: erasures.finishedAt,
    })
    .from(erasures)
    .where(among(erasures.id, ids))

export const confirmationsOf = (db: Db) => (ids: readonly ErasureId[]) =>
  db
    .select()
    .from(erasureConfirmations)
    .where(among(erasureConfirmations.erasureId, ids))
    .orderBy(asc(erasureConfirmations.at), asc(erasureConfirmations.part))

import { setTimeout as wait } from 'node:timers/promises'
import { type ActivityParts, keepDoing } from '@varal/platform/handlers'
import { and, asc, eq, isNull, lte } from 'drizzle-orm'
import { limits } from '../limits.ts'
import { originalKey, originalKeys } from '../object-keys.ts'
import { uploads } from './tables.ts'

const UPLOADS_MAX = 100
const ROUND_MS = 30_000
/** Until the last address that was given out, and a request that used it in its last moment, have ended. */
const SWEPT_AFTER_MS = limits.addressValidS * 1_000 + 10 * 60_000

/** Removes from the store what was sent of uploads that ended without all their bytes, also what came after the end. */
export const sweepUploads = keepDoing('sweep-uploads', async ({ signal, ...parts }) => {
  while (!signal.aborted) {
    await sweepEndedUploads(parts)
    await wait(ROUND_MS, undefined, { signal }).catch(() => {})
  }
})

/** One round, oldest first. */
export async function sweepEndedUploads({
  db,
  objects,
  clock,
}: Pick<ActivityParts, 'db' | 'objects' | 'clock'>): Promise<void> {
  const now = clock.now()
  const ended = await db
    .select()
    .from(uploads)
    .where(and(isNull(uploads.sweptAt), lte(uploads.expiredAt, new Date(now.getTime() - SWEPT_AFTER_MS))))
    .orderBy(asc(uploads.expiredAt))
    .limit(UPLOADS_MAX)
  for (const { id, assetId, multipartId } of ended) {
    if (multipartId) await objects.parts.abort('originals', originalKey(assetId), multipartId)
    await objects.delete('originals', originalKeys(assetId))
    await db.update(uploads).set({ sweptAt: now }).where(eq(uploads.id, id))
  }
}

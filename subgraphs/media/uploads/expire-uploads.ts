import { every } from '@varal/platform/handlers'
import { and, asc, inArray, isNull, lte } from 'drizzle-orm'
import { fail } from '../asset-state.ts'
import { uploads } from './tables.ts'

/** Of one transaction at most, so that it stays short; the rest goes next time. */
const UPLOADS_MAX = 500

/** Ends the uploads whose bytes did not come in time, and fails their assets: a post may be waiting for them. */
export const expireUploads = every(60_000, 'expire-uploads', async (work) => {
  const overdue = work.db
    .select({ id: uploads.id })
    .from(uploads)
    .where(and(isNull(uploads.finishedAt), isNull(uploads.expiredAt), lte(uploads.expiresAt, work.at)))
    .orderBy(asc(uploads.expiresAt))
    .limit(UPLOADS_MAX)
    // One that is being completed right now is looked at again next time.
    .for('update', { skipLocked: true })
  const expired = await work.db
    .update(uploads)
    .set({ expiredAt: work.at })
    .where(inArray(uploads.id, overdue))
    .returning({ assetId: uploads.assetId })
  const assetIds = expired.map(({ assetId }) => assetId)
  if (assetIds.length > 0) await fail(work, assetIds, { code: 'UPLOAD_EXPIRED', isRetryable: true, attempt: 0 })
})

import type { StoredObject } from '@varal/platform/objects/objects'
import { type Refusal, refuse } from '@varal/platform/outcome'
import type { Work } from '@varal/platform/work'
import type { UploadId } from '@varal/schema/ids'
import { eq } from 'drizzle-orm'
import { beginProcessing } from './asset-state.ts'
import { type UploadRow, uploads } from './uploads/tables.ts'

/** An upload, which stays as it is until the work ends. */
export async function lockUpload(work: Work, id: UploadId): Promise<UploadRow | null> {
  const [upload] = await work.db.select().from(uploads).where(eq(uploads.id, id)).for('update')
  return upload ?? null
}

/** Hands the bytes over to processing, if they have come and are as many as was declared. Once. */
export async function finishUpload(
  work: Work,
  { id, assetId, ownerId, bytes, finishedAt, expiredAt, expiresAt }: UploadRow,
  stored: StoredObject | null,
): Promise<Refusal | null> {
  const path = ['input', 'uploadId']
  if (finishedAt) return null
  if (expiredAt || expiresAt <= work.at) return refuse('UPLOAD_EXPIRED', path)
  if (!stored) return refuse('UPLOAD_INCOMPLETE', path)
  if (stored.bytes !== bytes) return refuse('CHECKSUM_MISMATCH', path)

  await work.db.update(uploads).set({ finishedAt: work.at }).where(eq(uploads.id, id))
  await beginProcessing(work, assetId)
  work.announce('media.upload.finished', { assetId, ownerId, uploadId: id })
  return null
}

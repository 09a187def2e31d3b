import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { UploadId } from '@varal/schema/ids'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { fail } from '../asset-state.ts'
import { lockUpload } from '../finish-upload.ts'
import { uploads } from './tables.ts'

export const abortUploadInput = z.object({ uploadId: globalId('Upload') })

/** Gives an upload up: its asset fails, and what has come is removed. Aborting twice is aborting once. */
export async function abortUpload(
  work: Work,
  owner: Actor,
  { uploadId }: z.output<typeof abortUploadInput>,
): Promise<Outcome<{ uploadId: UploadId }>> {
  const path = ['input', 'uploadId']
  const upload = await lockUpload(work, uploadId)
  if (upload?.ownerId !== owner.id) return refuse('NOT_FOUND', path)
  if (upload.finishedAt) return refuse('UPLOAD_FINISHED', path)
  if (upload.expiredAt) return { uploadId }
  await work.db.update(uploads).set({ expiredAt: work.at }).where(eq(uploads.id, uploadId))
  await fail(work, [upload.assetId], { code: 'UPLOAD_ABORTED', isRetryable: true, attempt: 0 })
  return { uploadId }
}

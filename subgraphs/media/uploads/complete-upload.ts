import { globalId } from '@varal/platform/global-ids'
import type { StoredObject } from '@varal/platform/objects/objects'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { AssetId } from '@varal/schema/ids'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { beginProcessing } from '../asset-state.ts'
import type { Ctx } from '../loaders.ts'
import { originalKey } from '../object-keys.ts'
import { uploads } from './tables.ts'

export const completeUploadInput = z.object({ uploadId: globalId('Upload') })

type Input = z.output<typeof completeUploadInput>

/** What has arrived, asked before the transaction: the store is another server. */
export async function arrivedBytes({ uploadId }: Input, ctx: Ctx): Promise<{ stored: StoredObject | null }> {
  const upload = await ctx.load.upload.load(uploadId)
  const isOwn = ctx.viewer.kind === 'user' && upload?.ownerId === ctx.viewer.id
  if (!isOwn || upload.finishedAt) return { stored: null }
  return { stored: await ctx.objects.head('originals', originalKey(upload.assetId)) }
}

/** Hands the bytes over to processing. Completing twice is completing once. */
export async function completeUpload(
  work: Work,
  owner: Actor,
  { uploadId }: Input,
  { stored }: { stored: StoredObject | null },
): Promise<Outcome<{ asset: { id: AssetId } }>> {
  const path = ['input', 'uploadId']
  const [upload] = await work.db.select().from(uploads).where(eq(uploads.id, uploadId)).for('update')
  if (upload?.ownerId !== owner.id) return refuse('NOT_FOUND', path)

  const { assetId } = upload
  if (upload.finishedAt) return { asset: { id: assetId } }
  if (upload.expiredAt || upload.expiresAt <= work.at) return refuse('UPLOAD_EXPIRED', path)
  if (!stored) return refuse('UPLOAD_INCOMPLETE', path)
  if (stored.bytes !== upload.bytes) return refuse('CHECKSUM_MISMATCH', path)

  await work.db.update(uploads).set({ finishedAt: work.at }).where(eq(uploads.id, uploadId))
  await beginProcessing(work, assetId)
  work.announce('media.upload.finished', { assetId, ownerId: owner.id, uploadId })
  return { asset: { id: assetId } }
}

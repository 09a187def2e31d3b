import { globalId } from '@varal/platform/global-ids'
import { partsMax, type StoredObject } from '@varal/platform/objects/objects'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { AssetId } from '@varal/schema/ids'
import { z } from 'zod'
import { finishUpload, lockUpload } from '../finish-upload.ts'
import type { Ctx } from '../loaders.ts'
import { collectBytes } from './collect-bytes.ts'

export const completeUploadInput = z.object({
  uploadId: globalId('Upload'),
  parts: z
    .array(z.object({ number: z.int().min(1).max(partsMax), etag: z.string().max(200) }))
    .max(partsMax)
    .nullish(),
})

type Input = z.output<typeof completeUploadInput>

/** What has arrived, asked before the transaction: the store is another server. */
export async function arrivedBytes({ uploadId, parts }: Input, ctx: Ctx): Promise<{ stored: StoredObject | null }> {
  const upload = await ctx.load.upload.load(uploadId)
  const isOwn = ctx.viewer.kind === 'user' && upload?.ownerId === ctx.viewer.id
  if (!isOwn || upload.finishedAt || upload.expiredAt) return { stored: null }
  return { stored: await collectBytes(upload, ctx.objects, parts ?? null) }
}

/** Hands the bytes over to processing. Completing twice is completing once. */
export async function completeUpload(
  work: Work,
  owner: Actor,
  { uploadId }: Input,
  { stored }: { stored: StoredObject | null },
): Promise<Outcome<{ asset: { id: AssetId } }>> {
  const upload = await lockUpload(work, uploadId)
  if (upload?.ownerId !== owner.id || upload.protocol === 'IMPORT') return refuse('NOT_FOUND', ['input', 'uploadId'])
  return (await finishUpload(work, upload, stored)) ?? { asset: { id: upload.assetId } }
}

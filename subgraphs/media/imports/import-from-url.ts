import { randomBytes } from 'node:crypto'
import { mintId } from '@varal/platform/mint-id'
import { idempotencyKey } from '@varal/platform/mutation'
import type { Outcome } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { AssetId } from '@varal/schema/ids'
import { z } from 'zod'
import { altText } from '../alt-text.ts'
import { assets } from '../assets/tables.ts'
import { limits } from '../limits.ts'
import { lockUploadsOf, refusalOfQuota } from '../quota.ts'
import { uploads } from '../uploads/tables.ts'

export const importFromUrlInput = z.object({
  url: z.url({ protocol: /^https?$/ }).max(2_000),
  altText,
  idempotencyKey,
})

/** Reserves an asset for a picture of another server, which a job fetches. Until its size is known it counts as the largest. */
export async function importFromUrl(
  work: Work,
  owner: Actor,
  input: z.output<typeof importFromUrlInput>,
): Promise<Outcome<{ asset: { id: AssetId } }>> {
  await lockUploadsOf(work.db, owner.id)
  const refusal = await refusalOfQuota(work, owner.id, limits.imageBytesMax, ['input', 'url'])
  if (refusal) return refusal

  const assetId = mintId('Asset', work.at)
  const uploadId = mintId('Upload', work.at)
  await work.db.insert(assets).values({
    id: assetId,
    ownerId: owner.id,
    kind: 'IMAGE',
    state: 'AWAITING_BYTES',
    altText: input.altText,
    // Nobody has declared it; the job that fetches the bytes does.
    sha256: '',
    renditionSecret: randomBytes(16).toString('hex'),
    percent: 0,
    safetyState: 'PENDING',
    createdAt: work.at,
  })
  await work.db.insert(uploads).values({
    id: uploadId,
    assetId,
    ownerId: owner.id,
    bytes: limits.imageBytesMax,
    mimeType: '',
    protocol: 'IMPORT',
    sourceUrl: input.url,
    createdAt: work.at,
    expiresAt: new Date(work.at.getTime() + limits.uploadOpenMs),
  })
  work.announce('media.upload.created', { assetId, ownerId: owner.id })
  work.announce('media.import.requested', { assetId, ownerId: owner.id, uploadId })
  return { asset: { id: assetId } }
}

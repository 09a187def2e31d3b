import { randomBytes } from 'node:crypto'
import type { Db } from '@varal/platform/db'
import { mintId } from '@varal/platform/mint-id'
import { idempotencyKey } from '@varal/platform/mutation'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { AssetId, UploadId, UserId } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { altText } from '../alt-text.ts'
import { assetsOfBytes } from '../assets/reads.ts'
import { assets } from '../assets/tables.ts'
import { isAccepted, limits } from '../limits.ts'
import { uploadUsage } from './reads.ts'
import { uploads } from './tables.ts'

export const createUploadInput = z.object({
  kind: z.literal('IMAGE'),
  bytes: z
    .string()
    .regex(/^\d{1,19}$/)
    .transform(Number)
    .pipe(z.number().min(1)),
  mimeType: z.string().max(100).toLowerCase(),
  sha256: z
    .string()
    .regex(/^[0-9a-fA-F]{64}$/)
    .toLowerCase(),
  altText,
  idempotencyKey,
})

type Created = { readonly upload: { readonly id: UploadId } } | { readonly existing: { readonly id: AssetId } }

/**
 * Reserves an asset, and an upload that brings its bytes. Bytes that are an asset of this person already need neither.
 * Where to send them is not part of the outcome: addresses die sooner than the answer that may be given again.
 */
export async function createUpload(
  work: Work,
  owner: Actor,
  input: z.output<typeof createUploadInput>,
): Promise<Outcome<Created>> {
  const { bytes, mimeType, sha256 } = input
  if (!isAccepted(mimeType)) return refuse('UNSUPPORTED_MEDIA_TYPE', ['input', 'mimeType'])
  if (bytes > limits.imageBytesMax) return refuse('FILE_TOO_LARGE', ['input', 'bytes'])

  await lockUploadsOf(work.db, owner.id)
  const [existing] = await assetsOfBytes(work.db, owner.id)([sha256])
  if (existing) return { existing: { id: existing.id } }
  const [usage] = await uploadUsage(work.db, work.at)([owner.id])
  if (bytes + (usage?.bytes ?? 0) > limits.bytesPerDayMax) return refuse('DAILY_QUOTA_EXCEEDED', ['input', 'bytes'])
  if ((usage?.open ?? 0) >= limits.openUploadsMax) return refuse('TOO_MANY_OPEN_UPLOADS')

  const assetId = mintId('Asset', work.at)
  const uploadId = mintId('Upload', work.at)
  await work.db.insert(assets).values({
    id: assetId,
    ownerId: owner.id,
    kind: input.kind,
    state: 'AWAITING_BYTES',
    altText: input.altText,
    sha256,
    renditionSecret: randomBytes(16).toString('hex'),
    percent: 0,
    createdAt: work.at,
  })
  await work.db.insert(uploads).values({
    id: uploadId,
    assetId,
    ownerId: owner.id,
    bytes,
    mimeType,
    createdAt: work.at,
    expiresAt: new Date(work.at.getTime() + limits.uploadOpenMs),
  })
  work.announce('media.upload.created', { assetId, ownerId: owner.id })
  return { upload: { id: uploadId } }
}

/** One person's uploads are begun one after the other: two at once would both fit into what is left. */
const lockUploadsOf = (db: Db, owner: UserId) =>
  db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`uploads:${owner}`}, 0))`)

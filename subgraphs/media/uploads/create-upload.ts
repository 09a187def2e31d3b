import { randomBytes } from 'node:crypto'
import { mintId } from '@varal/platform/mint-id'
import { idempotencyKey } from '@varal/platform/mutation'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { AssetId, UploadId } from '@varal/schema/ids'
import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { altText } from '../alt-text.ts'
import { assetsOfBytes } from '../assets/reads.ts'
import { assets } from '../assets/tables.ts'
import { accepted, limits } from '../limits.ts'
import { lockUploadsOf, refusalOfQuota } from '../quota.ts'
import { uploads } from './tables.ts'

export const createUploadInput = z.object({
  kind: z.enum(['IMAGE', 'VIDEO']),
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
  preferProtocol: z.enum(['SINGLE_PUT', 'MULTIPART', 'TUS']).nullish(),
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
  { takesVideos }: { takesVideos: boolean },
): Promise<Outcome<Created>> {
  const { kind, bytes, mimeType, sha256 } = input
  if (kind === 'VIDEO' && !takesVideos) return refuse('VIDEOS_UNAVAILABLE', ['input', 'kind'])
  const { mimeTypes, bytesMax } = accepted[kind]
  if (!mimeTypes.includes(mimeType)) return refuse('UNSUPPORTED_MEDIA_TYPE', ['input', 'mimeType'])
  if (bytes > bytesMax) return refuse('FILE_TOO_LARGE', ['input', 'bytes'])

  await lockUploadsOf(work.db, owner.id)
  const [existing] = await assetsOfBytes(work.db, owner.id)([sha256])
  if (existing && (await offer(work, existing.id))) return { existing: { id: existing.id } }
  const refusal = await refusalOfQuota(work, owner.id, bytes, ['input', 'bytes'])
  if (refusal) return refusal

  const assetId = mintId('Asset', work.at)
  const uploadId = mintId('Upload', work.at)
  await work.db.insert(assets).values({
    id: assetId,
    ownerId: owner.id,
    kind,
    state: 'AWAITING_BYTES',
    altText: input.altText,
    sha256,
    renditionSecret: randomBytes(16).toString('hex'),
    percent: 0,
    safetyState: 'PENDING',
    createdAt: work.at,
  })
  await work.db.insert(uploads).values({
    id: uploadId,
    assetId,
    ownerId: owner.id,
    bytes,
    mimeType,
    ...protocolFor(bytes, input.preferProtocol ?? null),
    createdAt: work.at,
    checkAt: new Date(work.at.getTime() + CHECKED_AFTER_MS),
    expiresAt: new Date(work.at.getTime() + limits.uploadOpenMs),
  })
  work.announce('media.upload.created', { assetId, ownerId: owner.id, kind })
  return { upload: { id: uploadId } }
}

/** Somebody is about to use it: it is not removed as unused. False if it is being removed. */
async function offer({ db, at }: Work, id: AssetId): Promise<boolean> {
  const isOffered = and(eq(assets.id, id), isNull(assets.removingAt))
  return (await db.update(assets).set({ lookedAt: at }).where(isOffered).returning({ id: assets.id })).length > 0
}

/** Nobody has sent anything sooner. */
const CHECKED_AFTER_MS = 2_000

/** What the client prefers, if the file allows it: all parts but the last must be of the store's least size. */
function protocolFor(bytes: number, preferred: 'SINGLE_PUT' | 'MULTIPART' | 'TUS' | null) {
  if (preferred === 'TUS') return { protocol: preferred }
  const isInParts = preferred === 'MULTIPART' ? bytes > limits.partBytes : bytes > limits.singlePutBytesMax
  return isInParts
    ? ({ protocol: 'MULTIPART', partBytes: limits.partBytes } as const)
    : { protocol: 'SINGLE_PUT' as const }
}

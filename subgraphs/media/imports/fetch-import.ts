import { createHash } from 'node:crypto'
import { type Job, perform } from '@varal/platform/handlers'
import { OutsideError } from '@varal/platform/outbound/outside-error'
import type { Work } from '@varal/platform/work'
import type { AssetId, UploadId } from '@varal/schema/ids'
import { eq } from 'drizzle-orm'
import { fail } from '../asset-state.ts'
import { assets } from '../assets/tables.ts'
import type { FailureCode } from '../failure-messages.ts'
import { finishUpload, lockUpload } from '../finish-upload.ts'
import { limits } from '../limits.ts'
import { originalKey } from '../object-keys.ts'
import { sniffType } from '../sniff-type.ts'
import { uploadsById } from '../uploads/reads.ts'
import { uploads } from '../uploads/tables.ts'

const TIMEOUT_MS = 20_000
const REDIRECTS_MAX = 3
const ATTEMPTS = 3

export const fetchImport = perform(
  'media.import.requested',
  'fetch-import',
  ({ data: { assetId, uploadId } }, job) => importOrFail(assetId, uploadId, job),
  ({ data: { assetId, uploadId } }, work) => giveUp(work, assetId, uploadId, 'IMPORT_FAILED', ATTEMPTS),
)

/** Fetches a picture, and hands its bytes over as if they had been uploaded; or fails the asset. May run twice. */
export async function importOrFail(assetId: AssetId, uploadId: UploadId, job: Job): Promise<void> {
  const [upload] = await uploadsById(job.db)([uploadId])
  if (!upload?.sourceUrl || upload.finishedAt || upload.expiredAt) return
  const found = await fetchPicture(upload.sourceUrl, job)
  if ('fault' in found) {
    await job.work((work) => giveUp(work, assetId, uploadId, found.fault, job.attempt))
    return
  }

  const { file, mimeType } = found
  await job.objects.put('originals', originalKey(assetId), file, mimeType)
  const sha256 = createHash('sha256').update(file).digest('hex')
  await job.work(async (work) => {
    const locked = await lockUpload(work, uploadId)
    if (!locked || locked.finishedAt || locked.expiredAt) return
    await work.db.update(assets).set({ sha256 }).where(eq(assets.id, assetId))
    // Its address has done its service, and may say something about a person.
    const known = { bytes: file.length, mimeType, sourceUrl: null }
    await work.db.update(uploads).set(known).where(eq(uploads.id, uploadId))
    const stored = { bytes: file.length, contentType: mimeType }
    await finishUpload(work, { ...locked, ...known }, stored)
  })
}

type Fetched = { readonly file: Buffer; readonly mimeType: string } | { readonly fault: FailureCode }

/** What is at fault with the server or the file is an answer. What is not reached may be, another time: that is thrown. */
async function fetchPicture(url: string, { outside, signal, attempt }: Job): Promise<Fetched> {
  try {
    const { status, body, isCut } = await outside.fetch(url, {
      maxBytes: limits.imageBytesMax,
      timeoutMs: TIMEOUT_MS,
      maxRedirects: REDIRECTS_MAX,
      headers: { accept: limits.mimeTypes.join(', '), 'user-agent': 'Varal' },
      signal,
    })
    if (status >= 500 && attempt < ATTEMPTS) throw new Error(`The server answered ${status}`)
    if (status !== 200) return { fault: 'IMPORT_FAILED' }
    if (isCut) return { fault: 'FILE_TOO_LARGE' }
    // What it says it is does not matter: what it is does.
    const mimeType = sniffType(body)
    return mimeType ? { file: body, mimeType } : { fault: 'NOT_AN_IMAGE' }
  } catch (error) {
    const isFinal = error instanceof OutsideError && error.code !== 'UNREACHABLE' && error.code !== 'TIMEOUT'
    if (isFinal) return { fault: 'IMPORT_FAILED' }
    throw error
  }
}

async function giveUp(
  work: Work,
  assetId: AssetId,
  uploadId: UploadId,
  code: FailureCode,
  attempt: number,
): Promise<void> {
  const upload = await lockUpload(work, uploadId)
  if (!upload || upload.finishedAt || upload.expiredAt) return
  await work.db.update(uploads).set({ expiredAt: work.at, sourceUrl: null }).where(eq(uploads.id, uploadId))
  await fail(work, [assetId], { code, isRetryable: code === 'IMPORT_FAILED', attempt })
}

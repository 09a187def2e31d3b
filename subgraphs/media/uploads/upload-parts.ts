import type { Objects, StoredPart } from '@varal/platform/objects/objects'
import { eq, sql } from 'drizzle-orm'
import { limits } from '../limits.ts'
import type { Ctx } from '../loaders.ts'
import { originalKey } from '../object-keys.ts'
import { partCount } from './collect-bytes.ts'
import { type UploadRow, uploads } from './tables.ts'

type Parts = Pick<Ctx, 'objects' | 'clock' | 'work'>

/**
 * Where to send what, by addresses that are made when they are asked for, and what of it has come. Nothing, once there is
 * nothing more to send, or when it is sent by TUS.
 */
export async function uploadParts(upload: UploadRow, ctx: Parts) {
  const expiresInS = addressValidS(upload, ctx)
  if (expiresInS === 0 || upload.protocol === 'TUS') return []
  const key = originalKey(upload.assetId)
  const { bytes, mimeType: contentType } = upload
  if (upload.protocol === 'SINGLE_PUT') {
    const signed = await ctx.objects.signPut('originals', key, { contentType, bytes, expiresInS })
    const received = async () => (await receivedBytes(upload, ctx)) === bytes
    return [{ number: 1, url: signed.url, headers: pairs(signed.headers), offset: 0, length: bytes, received }]
  }
  const partBytes = upload.partBytes ?? limits.partBytes
  const multipartId = await beginMultipart(upload, ctx)
  const come = shared(
    async () => new Map((await partsOf(upload, multipartId, ctx.objects)).map((one) => [one.number, one])),
  )
  const numbers = Array.from({ length: partCount(bytes, partBytes) }, (_, index) => index + 1)
  return Promise.all(
    numbers.map(async (number) => {
      const offset = (number - 1) * partBytes
      const length = Math.min(partBytes, bytes - offset)
      const part = { number, bytes: length, expiresInS }
      const { url, headers } = await ctx.objects.parts.sign('originals', key, multipartId, part)
      const received = async () => (await come()).get(number)?.bytes === length
      return { number, url, headers: pairs(headers), offset, length, received }
    }),
  )
}

/** Where a client of the TUS protocol creates, finds and goes on with the upload; null for other protocols and ended ones. */
export async function tusUrl(upload: UploadRow, ctx: Parts): Promise<string | null> {
  const expiresInS = addressValidS(upload, ctx)
  if (expiresInS === 0 || upload.protocol !== 'TUS') return null
  const { bytes, mimeType: contentType } = upload
  return ctx.objects.signTus('originals', originalKey(upload.assetId), { contentType, bytes, expiresInS })
}

/** How many bytes have come; null while it is sent by TUS: its address says so to a HEAD. */
export async function receivedBytes(upload: UploadRow, { objects }: Pick<Ctx, 'objects'>): Promise<number | null> {
  if (upload.finishedAt) return upload.bytes
  if (upload.multipartId) {
    const parts = await objects.parts.list('originals', originalKey(upload.assetId), upload.multipartId)
    if (parts) return parts.reduce((sum, part) => sum + part.bytes, 0)
  }
  const stored = await objects.head('originals', originalKey(upload.assetId))
  return stored ? stored.bytes : upload.protocol === 'TUS' ? null : 0
}

/** In seconds; 0 if there is nothing more to send. */
function addressValidS({ finishedAt, expiredAt, expiresAt }: UploadRow, { clock }: Pick<Ctx, 'clock'>): number {
  if (finishedAt || expiredAt) return 0
  const openS = Math.floor((expiresAt.getTime() - clock.now().getTime()) / 1_000)
  return Math.max(0, Math.min(limits.addressValidS, openS))
}

/** The upload's id at the store. Of several who ask at once, one begins it. */
async function beginMultipart(upload: UploadRow, { objects, work }: Parts): Promise<string> {
  if (upload.multipartId) return upload.multipartId
  const key = originalKey(upload.assetId)
  const begun = await objects.parts.begin('originals', key, upload.mimeType)
  const [kept] = await work(({ db }) =>
    db
      .update(uploads)
      .set({ multipartId: sql`coalesce(${uploads.multipartId}, ${begun})` })
      .where(eq(uploads.id, upload.id))
      .returning({ multipartId: uploads.multipartId }),
  )
  if (kept?.multipartId !== begun) await objects.parts.abort('originals', key, begun)
  return kept?.multipartId ?? begun
}

/** Once they are put together, all have come. */
async function partsOf(upload: UploadRow, multipartId: string, objects: Objects): Promise<readonly StoredPart[]> {
  return (await objects.parts.list('originals', originalKey(upload.assetId), multipartId)) ?? []
}

const shared = <Value>(make: () => Promise<Value>) => {
  let made: Promise<Value> | undefined
  return () => {
    made ??= make()
    return made
  }
}

const pairs = (headers: Readonly<Record<string, string>>) =>
  Object.entries(headers).map(([name, value]) => ({ name, value }))

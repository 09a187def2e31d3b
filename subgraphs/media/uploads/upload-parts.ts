import { limits } from '../limits.ts'
import type { Ctx } from '../loaders.ts'
import { originalKey } from '../object-keys.ts'
import type { UploadRow } from './tables.ts'

/** Where to send what, by an address that is made when it is asked for. Nothing, once there is nothing more to send. */
export async function uploadParts(upload: UploadRow, { objects, clock }: Pick<Ctx, 'objects' | 'clock'>) {
  const openS = Math.floor((upload.expiresAt.getTime() - clock.now().getTime()) / 1_000)
  if (upload.finishedAt || upload.expiredAt || openS < 1) return []
  const { url, headers } = await objects.signPut('originals', originalKey(upload.assetId), {
    contentType: upload.mimeType,
    bytes: upload.bytes,
    expiresInS: Math.min(limits.addressValidS, openS),
  })
  const pairs = Object.entries(headers).map(([name, value]) => ({ name, value }))
  return [{ number: 1, url, headers: pairs, offset: 0, length: upload.bytes }]
}

import type { Objects, StoredObject, StoredPart } from '@varal/platform/objects/objects'
import { originalKey } from '../object-keys.ts'
import type { UploadRow } from './tables.ts'

/** What a client knows of a part: the ETag that the store answered. */
export type KnownPart = Pick<StoredPart, 'number' | 'etag'>

/**
 * What has come of an upload's bytes; null if they are not all there. One that is sent in parts is put together as soon
 * as all have come. May run twice, even at the same time.
 * @param known what the client says it has sent; checked if it is given
 */
export async function collectBytes(
  upload: UploadRow,
  objects: Objects,
  known: readonly KnownPart[] | null = null,
): Promise<StoredObject | null> {
  const key = originalKey(upload.assetId)
  if (upload.multipartId) {
    const parts = await objects.parts.list('originals', key, upload.multipartId)
    if (parts && !isWhole(upload, parts, known)) return null
    if (parts) await objects.parts.complete('originals', key, upload.multipartId, parts)
  }
  return objects.head('originals', key)
}

function isWhole({ bytes, partBytes }: UploadRow, parts: readonly StoredPart[], known: readonly KnownPart[] | null) {
  const isComplete =
    parts.length === partCount(bytes, partBytes) && parts.reduce((sum, part) => sum + part.bytes, 0) === bytes
  const etags = new Map(parts.map(({ number, etag }) => [number, bare(etag)]))
  return isComplete && (known ?? []).every(({ number, etag }) => etags.get(number) === bare(etag))
}

/** Clients hand ETags on with their quotes or without. */
const bare = (etag: string) => etag.replaceAll('"', '')

export const partCount = (bytes: number, partBytes: number | null) => (partBytes ? Math.ceil(bytes / partBytes) : 1)

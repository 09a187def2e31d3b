import type { ObjectFolder } from './object-folder.ts'
import type { StoredPart } from './objects.ts'
import type { PartsOf } from './part-folder.ts'

/**
 * Makes the object of its parts, after each other, and forgets them. False if it was to be made only if absent, and there
 * is one. Two at once make the same object. @throws S3Error
 */
export async function completeParts(
  { write, parts: folder }: ObjectFolder,
  { bucket, ...about }: PartsOf,
  uploadId: string,
  parts: readonly Pick<StoredPart, 'number' | 'etag'>[],
  onlyIfAbsent = false,
): Promise<boolean> {
  const written = await write(bucket, about, folder.read(uploadId, parts), { onlyIfAbsent })
  if (written === null) return false
  await folder.remove(uploadId)
  return true
}

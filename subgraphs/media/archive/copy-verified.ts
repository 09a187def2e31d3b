import { createHash } from 'node:crypto'
import { addAbortSignal } from 'node:stream'
import type { Bucket, Objects } from '@varal/platform/objects/objects'
import type { AssetRow } from '../assets/tables.ts'
import { originalKey } from '../object-keys.ts'

/** There is no such original any more, in neither bucket. */
export class OriginalLost extends Error {}

/**
 * Puts an original into another bucket, reads it back from there, and returns if it is what was sent by its sha256. If it is in
 * the other bucket only, that is what is verified: whoever was interrupted goes on. Deletes nothing.
 * @throws OriginalLost
 */
export async function copyVerified(
  { id, sha256 }: Pick<AssetRow, 'id' | 'sha256'>,
  from: Bucket,
  to: Bucket,
  { objects, signal }: { readonly objects: Objects; readonly signal: AbortSignal },
): Promise<void> {
  const key = originalKey(id)
  const source = await objects.head(from, key)
  if (source) {
    const stream = addAbortSignal(signal, await objects.get(from, key))
    try {
      await objects.put(to, key, { stream, bytes: source.bytes }, source.contentType)
    } finally {
      stream.destroy()
    }
  } else if (!(await objects.head(to, key))) throw new OriginalLost(`The original of ${id} is in no bucket`)

  const hash = createHash('sha256')
  for await (const chunk of addAbortSignal(signal, await objects.get(to, key))) hash.update(chunk)
  if (hash.digest('hex') !== sha256) throw new Error(`What came to ${to} of the asset ${id} is not what was sent`)
}

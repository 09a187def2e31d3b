import { createHash } from 'node:crypto'
import { addAbortSignal } from 'node:stream'
import type { Job } from '@varal/platform/handlers'
import type { AssetRow } from '../assets/tables.ts'
import { limits } from '../limits.ts'
import { originalKey } from '../object-keys.ts'
import { UnusableFile } from '../unusable-file.ts'

/** The file as it was declared. @throws UnusableFile if other bytes came, or more than an image may have. */
export async function readOriginal(
  { id, sha256 }: Pick<AssetRow, 'id' | 'sha256'>,
  { objects, signal }: Pick<Job, 'objects' | 'signal'>,
): Promise<Buffer> {
  const chunks: Buffer[] = []
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of addAbortSignal(signal, await objects.get('originals', originalKey(id)))) {
    bytes += chunk.length
    if (bytes > limits.imageBytesMax) throw new UnusableFile('CHECKSUM_MISMATCH')
    hash.update(chunk)
    chunks.push(chunk)
  }
  if (hash.digest('hex') !== sha256) throw new UnusableFile('CHECKSUM_MISMATCH')
  return Buffer.concat(chunks)
}

import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Job } from '@varal/platform/handlers'
import type { AssetRow } from '../assets/tables.ts'
import { limits } from '../limits.ts'
import { originalKey } from '../object-keys.ts'
import { UnusableFile } from '../unusable-file.ts'
import { INPUT } from './input-file.ts'
import { SNIFFED_BYTES } from './sniff-container.ts'

/** Puts the file as it was declared into the job's folder, and gives its first bytes. @throws UnusableFile if other bytes came. */
export async function fetchOriginal(
  { id, sha256 }: Pick<AssetRow, 'id' | 'sha256'>,
  folder: string,
  { objects, signal }: Pick<Job, 'objects' | 'signal'>,
): Promise<Buffer> {
  const hash = createHash('sha256')
  let bytes = 0
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      if (bytes > limits.videoBytesMax) return done(new UnusableFile('CHECKSUM_MISMATCH'))
      hash.update(chunk)
      done(null, chunk)
    },
  })
  const path = join(folder, INPUT)
  await pipeline(await objects.get('originals', originalKey(id)), counted, createWriteStream(path), { signal })
  if (hash.digest('hex') !== sha256) throw new UnusableFile('CHECKSUM_MISMATCH')

  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SNIFFED_BYTES), 0, SNIFFED_BYTES, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import type { ByteRange } from './byte-range.ts'
import type { StoredObject } from './objects.ts'
import { S3Error } from './s3-error.ts'

/** An object that can be read, as it was when it was opened, whatever happens to its key meanwhile. */
export interface OpenObject extends StoredObject, AsyncDisposable {
  readonly key: string
  /** A strong validator, with its quotes. */
  readonly etag: string
  readonly storedAt: Date
  readonly metadata: Readonly<Record<string, string>>
  /** Closes the object when it ends. Once. */
  read(range?: ByteRange | null): Readable
}

/** Before an object's bytes its file has this many of JSON, filled up with spaces: so one rename commits both. */
const HEADER_BYTES = 1_024

/** What is kept of an object beside its bytes. */
export interface About {
  readonly key: string
  readonly contentType: string
  /** Of its writer's own: what `x-amz-meta-` headers said. */
  readonly metadata?: Readonly<Record<string, string>>
}

type Header = About & { readonly etag: string }

/** Resolves with the ETag once all of it is on the disk. @throws if there is such a file. */
export async function writeObjectFile(path: string, about: About, body: AsyncIterable<Buffer>): Promise<string> {
  await using file = await open(path, 'wx', 0o600)
  const hash = createHash('sha256')
  let position = HEADER_BYTES
  for await (const chunk of body) {
    hash.update(chunk)
    await writeAll(file, chunk, position)
    position += chunk.length
  }
  const etag = `"${hash.digest('hex').slice(0, 32)}"`
  const header = Buffer.alloc(HEADER_BYTES, ' ')
  const written = header.write(JSON.stringify({ ...about, etag } satisfies Header))
  if (written >= HEADER_BYTES)
    throw new S3Error('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed size.')
  await writeAll(file, header, 0)
  await file.sync()
  return etag
}

async function writeAll(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten
  }
}

/** Null if there is no such file. */
export async function openObjectFile(path: string): Promise<OpenObject | null> {
  const file = await open(path).catch(ignoreMissing)
  if (!file) return null
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0)
    if (bytesRead < HEADER_BYTES) throw new Error('An object in the folder is damaged')
    const { key, contentType, etag, metadata = {} } = JSON.parse(buffer.toString()) as Header
    const { size, mtime } = await file.stat()
    return {
      key,
      bytes: size - HEADER_BYTES,
      contentType,
      etag,
      storedAt: mtime,
      metadata,
      read: (range) =>
        file.createReadStream({
          start: HEADER_BYTES + (range?.first ?? 0),
          ...(range ? { end: HEADER_BYTES + range.last } : {}),
        }),
      [Symbol.asyncDispose]: () => file.close(),
    }
  } catch (error) {
    await file.close()
    throw error
  }
}

/** A rename is on the disk when its folder is. Not every system lets a folder be opened. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  await using folder = await open(path)
  await folder.sync()
}

export const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : null)

export function ignoreMissing(error: unknown): null {
  if (codeOf(error) === 'ENOENT') return null
  throw error
}

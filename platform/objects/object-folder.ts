import { createHash, randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import type { ByteRange } from './byte-range.ts'
import { buckets, requireObjectKey } from './object-key.ts'
import type { Bucket, StoredObject } from './objects.ts'

/** An object that can be read, as it was when it was opened, whatever happens to its key meanwhile. */
export interface OpenObject extends StoredObject, AsyncDisposable {
  /** A strong validator, with its quotes. */
  readonly etag: string
  /** Closes the object when it ends. Once. */
  read(range?: ByteRange | null): Readable
}

/** Objects as files: several processes may share the folder. */
export interface ObjectFolder {
  /** All of it or nothing, also when the power goes. Resolves with the ETag once it is on the disk. */
  write(bucket: Bucket, key: string, contentType: string, body: AsyncIterable<Buffer>): Promise<string>
  open(bucket: Bucket, key: string): Promise<OpenObject | null>
  delete(bucket: Bucket, key: string): Promise<void>
  /** Removes what writers that were killed left behind. */
  removeLeftovers(now: Date): Promise<void>
}

/** Before an object's bytes its file has this many of JSON, filled up with spaces: so one rename commits both. */
const HEADER_BYTES = 1_024
/** No upload takes longer. */
const LEFTOVER_AFTER_MS = 24 * 60 * 60_000

interface Header {
  readonly key: string
  readonly contentType: string
  readonly etag: string
}

/** Creates the folder if it is missing. */
export async function objectFolder(dir: string): Promise<ObjectFolder> {
  const incoming = join(dir, 'incoming')
  for (const name of [incoming, ...buckets.map((bucket) => join(dir, bucket))]) await mkdir(name, { recursive: true })

  /** By a hash of the key: no key is a path, and `a` and `a/b` can both exist, on every file system. */
  function pathOf(bucket: Bucket, key: string): string {
    const hash = createHash('sha256').update(requireObjectKey(key)).digest('hex')
    return join(dir, bucket, hash.slice(0, 2), hash.slice(2))
  }

  return {
    async write(bucket, key, contentType, body) {
      const path = pathOf(bucket, key)
      const temporary = join(incoming, randomUUID())
      try {
        const etag = await writeFile(temporary, { key, contentType }, body)
        if (await mkdir(dirname(path), { recursive: true })) await syncFolder(join(dir, bucket))
        await rename(temporary, path)
        await syncFolder(dirname(path))
        return etag
      } catch (error) {
        await rm(temporary, { force: true })
        throw error
      }
    },
    async open(bucket, key) {
      const file = await open(pathOf(bucket, key)).catch(ignoreMissing)
      return file ? openObject(file) : null
    },
    async delete(bucket, key) {
      await rm(pathOf(bucket, key), { force: true })
    },
    async removeLeftovers(now) {
      for (const name of await readdir(incoming)) {
        const path = join(incoming, name)
        const found = await stat(path).catch(ignoreMissing)
        if (found && found.mtimeMs < now.getTime() - LEFTOVER_AFTER_MS) await rm(path, { force: true })
      }
    },
  }
}

async function writeFile(path: string, about: Omit<Header, 'etag'>, body: AsyncIterable<Buffer>): Promise<string> {
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
  if (written >= HEADER_BYTES) throw new Error('The content type of an object is too long')
  await writeAll(file, header, 0)
  await file.sync()
  return etag
}

async function writeAll(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten
  }
}

async function openObject(file: FileHandle): Promise<OpenObject> {
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0)
    if (bytesRead < HEADER_BYTES) throw new Error('An object in the folder is damaged')
    const { contentType, etag } = JSON.parse(buffer.toString()) as Header
    const bytes = (await file.stat()).size - HEADER_BYTES
    return {
      bytes,
      contentType,
      etag,
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
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  await using folder = await open(path)
  await folder.sync()
}

function ignoreMissing(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
  throw error
}

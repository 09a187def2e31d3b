import { createHash, randomUUID } from 'node:crypto'
import { link, mkdir, opendir, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  type About,
  codeOf,
  ignoreMissing,
  type OpenObject,
  openObjectFile,
  syncFolder,
  writeObjectFile,
} from './object-file.ts'
import { buckets, requireObjectKey } from './object-key.ts'
import type { Bucket, ListedObject } from './objects.ts'
import { type PartFolder, partFolder } from './part-folder.ts'

/** Objects as files: several processes may share the folder. */
export interface ObjectFolder {
  /**
   * All of it or nothing, also when the power goes. Resolves with the ETag once it is on the disk; with null if it was
   * to be written only if absent, and there is one.
   */
  write(
    bucket: Bucket,
    about: About,
    body: AsyncIterable<Buffer>,
    options?: { readonly onlyIfAbsent?: boolean },
  ): Promise<string | null>
  open(bucket: Bucket, key: string): Promise<OpenObject | null>
  /** The first so many keys after `after`, in their order. Looks at every object of the bucket. */
  list(bucket: Bucket, prefix: string, after: string, max: number): Promise<readonly Entry[]>
  delete(bucket: Bucket, key: string): Promise<void>
  /** Removes what writers that were killed left behind, and parts that nobody completed. */
  removeLeftovers(now: Date): Promise<void>
  readonly parts: PartFolder
}

export type Entry = ListedObject & { readonly etag: string }

/** No single upload takes longer. */
const LEFTOVER_AFTER_MS = 24 * 60 * 60_000

/** Creates the folder if it is missing. */
export async function objectFolder(dir: string): Promise<ObjectFolder> {
  const incoming = join(dir, 'incoming')
  for (const name of [incoming, ...buckets.map((bucket) => join(dir, bucket))]) await mkdir(name, { recursive: true })
  const parts = await partFolder(join(dir, 'parts'))

  /** By a hash of the key: no key is a path, and `a` and `a/b` can both exist, on every file system. */
  function pathOf(bucket: Bucket, key: string): string {
    const hash = createHash('sha256').update(requireObjectKey(key)).digest('hex')
    return join(dir, bucket, hash.slice(0, 2), hash.slice(2))
  }

  return {
    parts,
    async write(bucket, about, body, { onlyIfAbsent = false } = {}) {
      const path = pathOf(bucket, about.key)
      const temporary = join(incoming, randomUUID())
      try {
        const etag = await writeObjectFile(temporary, about, body)
        if (await mkdir(dirname(path), { recursive: true })) await syncFolder(join(dir, bucket))
        const isMoved = onlyIfAbsent ? await moveIfAbsent(temporary, path) : await move(temporary, path)
        await syncFolder(dirname(path))
        return isMoved ? etag : null
      } catch (error) {
        await rm(temporary, { force: true })
        throw error
      }
    },
    open: async (bucket, key) => openObjectFile(pathOf(bucket, key)),
    async list(bucket, prefix, after, max) {
      let first: Entry[] = []
      for await (const entry of entriesOf(join(dir, bucket))) {
        if (!entry.key.startsWith(prefix) || entry.key <= after) continue
        first.push(entry)
        // Sorted now and then, so that no more is held than is asked for, twice.
        if (first.length >= 2 * max + 2) first = first.sort(byKey).slice(0, max)
      }
      return first.sort(byKey).slice(0, max)
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
      await parts.removeLeftovers(now)
    },
  }
}

async function move(from: string, to: string): Promise<true> {
  await rename(from, to)
  return true
}

/** A second name for the file fails if it is taken, in one step, where a rename would replace. */
async function moveIfAbsent(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
    return false
  } finally {
    await rm(from, { force: true })
  }
}

const byKey = (a: Entry, b: Entry) => (a.key < b.key ? -1 : Number(a.key > b.key))

async function* entriesOf(dir: string): AsyncGenerator<Entry> {
  for (const shelf of await readdir(dir)) {
    for await (const { name } of await opendir(join(dir, shelf))) {
      await using object = await openObjectFile(join(dir, shelf, name))
      if (!object) continue
      const { key, bytes, etag, storedAt } = object
      yield { key, bytes, etag, storedAt }
    }
  }
}

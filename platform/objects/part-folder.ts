import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type About, codeOf, ignoreMissing, openObjectFile, syncFolder, writeObjectFile } from './object-file.ts'
import { type Bucket, partBytesMin, partsMax, type StoredPart } from './objects.ts'
import { S3Error } from './s3-error.ts'

/** Files that are sent in parts: each upload is a folder, each part a file in it. */
export interface PartFolder {
  begin(of: PartsOf): Promise<string>
  /** Null if there is no such upload. */
  find(bucket: Bucket, key: string, uploadId: string): Promise<PartsOf | null>
  /** Resolves with the part's ETag. @throws S3Error NoSuchUpload */
  write(uploadId: string, number: number, body: AsyncIterable<Buffer>): Promise<string>
  /** The first so many parts after a number, in their order. @throws S3Error NoSuchUpload */
  list(uploadId: string, after: number, max: number): Promise<readonly StoredPart[]>
  /**
   * All parts after each other.
   * @throws S3Error if one is missing, has changed, or is too small; NoSuchUpload if the upload ends meanwhile.
   */
  read(uploadId: string, parts: readonly Pick<StoredPart, 'number' | 'etag'>[]): AsyncGenerator<Buffer>
  remove(uploadId: string): Promise<void>
  removeLeftovers(now: Date): Promise<void>
}

export type PartsOf = About & { readonly bucket: Bucket }

/** An upload that got no part for so long. */
const LEFTOVER_AFTER_MS = 48 * 60 * 60_000
const UPLOAD_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const PART = /^[1-9]\d{0,4}$/

export async function partFolder(dir: string): Promise<PartFolder> {
  await mkdir(dir, { recursive: true })
  const folderOf = (uploadId: string) => {
    if (!UPLOAD_ID.test(uploadId)) throw noSuchUpload()
    return join(dir, uploadId)
  }

  return {
    async begin(of) {
      const uploadId = randomUUID()
      await mkdir(folderOf(uploadId))
      await writeFile(join(folderOf(uploadId), 'about'), JSON.stringify(of), { mode: 0o600 })
      return uploadId
    },
    async find(bucket, key, uploadId) {
      if (!UPLOAD_ID.test(uploadId)) return null
      const text = await readFile(join(folderOf(uploadId), 'about'), 'utf8').catch(ignoreMissing)
      const of = text === null ? null : (JSON.parse(text) as PartsOf)
      return of?.bucket === bucket && of.key === key ? of : null
    },
    async write(uploadId, number, body) {
      if (!Number.isInteger(number) || number < 1 || number > partsMax)
        throw new S3Error('InvalidArgument', `Part number must be an integer between 1 and ${partsMax}, inclusive`)
      const folder = folderOf(uploadId)
      const temporary = join(folder, `${randomUUID()}.part`)
      try {
        const etag = await writeObjectFile(temporary, { key: '', contentType: '' }, body)
        await rename(temporary, join(folder, String(number)))
        await syncFolder(folder)
        return etag
      } catch (error) {
        await rm(temporary, { force: true })
        throw codeOf(error) === 'ENOENT' ? noSuchUpload() : error
      }
    },
    async list(uploadId, after, max) {
      const names = await readdir(folderOf(uploadId)).catch(ignoreMissing)
      if (!names) throw noSuchUpload()
      const numbers = names.filter((name) => PART.test(name)).map(Number)
      const wanted = numbers.filter((number) => number > after).sort((a, b) => a - b)
      const parts: StoredPart[] = []
      for (const number of wanted.slice(0, max)) {
        await using part = await openObjectFile(join(folderOf(uploadId), String(number)))
        if (part) parts.push({ number, bytes: part.bytes, etag: part.etag })
      }
      return parts
    },
    async *read(uploadId, parts) {
      for (const [index, { number, etag }] of parts.entries()) {
        await using part = await openObjectFile(join(folderOf(uploadId), String(number)))
        if (part?.etag !== etag) throw new S3Error('InvalidPart', `There is no part ${number} with this ETag.`)
        if (part.bytes < partBytesMin && index < parts.length - 1)
          throw new S3Error('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size')
        yield* part.read() as AsyncIterable<Buffer>
      }
    },
    remove: (uploadId) => rm(folderOf(uploadId), { recursive: true, force: true }),
    async removeLeftovers(now) {
      for (const name of await readdir(dir)) {
        const found = await stat(join(dir, name)).catch(ignoreMissing)
        if (found && found.mtimeMs < now.getTime() - LEFTOVER_AFTER_MS)
          await rm(join(dir, name), { recursive: true, force: true })
      }
    },
  }
}

export const noSuchUpload = () =>
  new S3Error('NoSuchUpload', 'The specified upload does not exist. It may have been aborted or completed.')

/** Of an object that was sent in parts, in S3's form: a hash, and how many. */
export const etagOfParts = (parts: readonly Pick<StoredPart, 'etag'>[]) =>
  `"${createHash('sha256')
    .update(parts.map(({ etag }) => etag).join())
    .digest('hex')
    .slice(0, 32)}-${parts.length}"`

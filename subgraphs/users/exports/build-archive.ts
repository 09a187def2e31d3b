import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { PassThrough } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { type ActivityParts, keepDoing } from '@varal/platform/handlers'
import type { Objects } from '@varal/platform/objects/objects'
import { exportKey, exportPrefix, putStream } from '@varal/platform/personal-data/exporting'
import type { DataExportId } from '@varal/schema/ids'
import { subgraphNames } from '@varal/schema/subgraph-names'
import { and, asc, count, eq } from 'drizzle-orm'
import yazl from 'yazl'
import { readme } from './readme.ts'
import { type DataExportRow, dataExports, exportParts } from './tables.ts'

export const ARCHIVE = 'archive.zip'

const LOOK_MS = 1_000
const KEPT_MS = 7 * 24 * 60 * 60 * 1_000

type Parts = Pick<ActivityParts, 'db' | 'work' | 'objects' | 'clock' | 'signal'>

/** Makes the archives whose parts are all written. One at a time: each may be of gigabytes. */
export const buildArchives = keepDoing('build-archives', async (parts) => {
  while (!parts.signal.aborted) {
    await buildDue(parts)
    await wait(LOOK_MS, undefined, { signal: parts.signal }).catch(() => {})
  }
})

/** Everything that is due now. One that is interrupted is made anew. */
export async function buildDue({ db, work, objects, signal }: Parts): Promise<void> {
  for (;;) {
    const [due] = await db
      .select({ row: dataExports, parts: count(exportParts.part) })
      .from(dataExports)
      .innerJoin(exportParts, eq(exportParts.exportId, dataExports.id))
      .where(eq(dataExports.state, 'RUNNING'))
      .groupBy(dataExports.id)
      .having(eq(count(exportParts.part), subgraphNames.length))
      .orderBy(asc(dataExports.requestedAt))
      .limit(1)
    if (!due || signal.aborted) return
    const { id } = due.row
    const bytes = await buildArchive(objects, due.row)
    await removeParts(objects, id)
    await work(async (unit) => {
      const expiresAt = new Date(unit.at.getTime() + KEPT_MS)
      await unit.db
        .update(dataExports)
        .set({ state: 'READY', readyAt: unit.at, expiresAt, bytes })
        .where(and(eq(dataExports.id, id), eq(dataExports.state, 'RUNNING')))
    })
  }
}

/** As a stream from the store to a file, and from the file to the store: what is in memory does not grow with it. */
async function buildArchive(objects: Objects, { id, includeMedia, requestedAt }: DataExportRow): Promise<number> {
  const zip = new yazl.ZipFile()
  zip.addBuffer(Buffer.from(readme(requestedAt)), 'README.txt')
  for await (const { key } of objects.list('originals', exportPrefix(id))) {
    const name = key.slice(exportPrefix(id).length)
    if (name.endsWith('.jsonl')) add(zip, name, () => objects.get('originals', key))
  }
  if (includeMedia) {
    // What was lost in the meantime is left out: the rest is worth having.
    for await (const { key, name } of mediaOf(objects, id)) {
      const bucket = await bucketOf(objects, key)
      if (bucket) add(zip, `media/files/${name}`, () => objects.get(bucket, key))
    }
  }
  zip.end()
  return putStream(objects, `${exportPrefix(id)}${ARCHIVE}`, 'application/zip', zip.outputStream)
}

/** Opened when it is its turn, so that one object is read at a time. */
function add(zip: yazl.ZipFile, name: string, open: () => Promise<Readable>): void {
  zip.addReadStreamLazy(name, { compress: name.endsWith('.jsonl') }, (give) => {
    open().then(
      (stream) => give(null, stream),
      (error: unknown) => {
        const failed = new PassThrough()
        give(null, failed)
        failed.destroy(error as Error)
      },
    )
  })
}

/** What nobody has looked at for long is in the cold. */
async function bucketOf(objects: Objects, key: string): Promise<'originals' | 'cold' | null> {
  for (const bucket of ['originals', 'cold'] as const) if (await objects.head(bucket, key)) return bucket
  return null
}

interface MediaFile {
  readonly key: string
  readonly name: string
}

/** What media wrote of the originals: where they lie, and how they are to be called. */
async function* mediaOf(objects: Objects, id: DataExportId): AsyncGenerator<MediaFile> {
  const key = exportKey(id, 'media', 'files')
  if (!(await objects.head('originals', key))) return
  for await (const line of createInterface({ input: await objects.get('originals', key) }))
    if (line !== '') yield JSON.parse(line) as MediaFile
}

async function removeParts(objects: Objects, id: DataExportId): Promise<void> {
  const keys: string[] = []
  for await (const { key } of objects.list('originals', exportPrefix(id))) if (key.endsWith('.jsonl')) keys.push(key)
  await objects.delete('originals', keys)
}

import { randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as wait } from 'node:timers/promises'
import type { DataExportId, UserId } from '@varal/schema/ids'
import type { SubgraphName } from '@varal/schema/subgraph-names'
import { asc, eq } from 'drizzle-orm'
import type { Db } from '../db.ts'
import { type ActivityParts, type Handler, keepDoing, on } from '../handlers.ts'
import type { Objects } from '../objects/objects.ts'
import { exportsDue } from '../tables.ts'

/** What an export has of one kind of thing: a file of JSON Lines. */
export interface ExportKind {
  /** Names the file. [a-z-]+. */
  readonly name: string
  /** Of this person alone, with ids as clients see them; read page by page. */
  readonly lines: (db: Db, userId: UserId, includeMedia: boolean) => AsyncIterable<object>
}

type Parts = Pick<ActivityParts, 'db' | 'work' | 'objects' | 'signal'>

const LOOK_MS = 1_000

/** Where the parts of an export lie, in the bucket `originals`, until the archive is made of them. */
export const exportPrefix = (exportId: DataExportId) => `exports/${exportId}/`
export const exportKey = (exportId: DataExportId, part: SubgraphName, kind: string) =>
  `${exportPrefix(exportId)}${part}/${kind}.jsonl`

/** The handlers by which a subgraph gives people a copy of what it holds of them. */
export function exporting(part: SubgraphName, kinds: readonly ExportKind[]): readonly Handler[] {
  return [
    on('users.export.requested', 'remember-export', async ({ data }, { db, at }) => {
      await db
        .insert(exportsDue)
        .values({ ...data, since: at })
        .onConflictDoNothing()
    }),
    keepDoing('write-exports', async (parts) => {
      while (!parts.signal.aborted) {
        await writeExports(part, kinds, parts)
        await wait(LOOK_MS, undefined, { signal: parts.signal }).catch(() => {})
      }
    }),
  ]
}

/** Writes the parts that are due, and says so of each. One that is interrupted is written anew. */
export async function writeExports(
  part: SubgraphName,
  kinds: readonly ExportKind[],
  { db, work, objects, signal }: Parts,
): Promise<void> {
  while (!signal.aborted) {
    const [due] = await db.select().from(exportsDue).orderBy(asc(exportsDue.since)).limit(1)
    if (!due) return
    const { exportId, userId, includeMedia } = due
    for (const { name, lines } of kinds) {
      if (signal.aborted) return
      await putStream(
        objects,
        exportKey(exportId, part, name),
        'application/jsonl',
        written(lines(db, userId, includeMedia)),
      )
    }
    await work(async (unit) => {
      await unit.db.delete(exportsDue).where(eq(exportsDue.exportId, exportId))
      unit.announce(`${part}.export.written`, { exportId })
    })
  }
}

async function* written(lines: AsyncIterable<object>): AsyncGenerator<string> {
  for await (const line of lines) yield `${JSON.stringify(line)}\n`
}

/** Stores what is as long as it is: by way of a file, because the store wants to know how long. */
export async function putStream(
  objects: Objects,
  key: string,
  contentType: string,
  source: AsyncIterable<string | Buffer> | NodeJS.ReadableStream,
): Promise<number> {
  const file = path.join(tmpdir(), `varal-export-${randomUUID()}`)
  try {
    await pipeline(Readable.from(source as AsyncIterable<Buffer>, { objectMode: false }), createWriteStream(file))
    const { size: bytes } = await stat(file)
    await objects.put('originals', key, { stream: createReadStream(file), bytes }, contentType)
    return bytes
  } finally {
    await rm(file, { force: true })
  }
}

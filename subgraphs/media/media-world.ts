import { createHash, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '@varal/platform/clock'
import type { Db } from '@varal/platform/db'
import type { Ffmpeg } from '@varal/platform/ffmpeg'
import { decodeId } from '@varal/platform/global-ids'
import { type Job, on } from '@varal/platform/handlers'
import { isItem, type LiveItem } from '@varal/platform/live/live'
import { memoryLive } from '@varal/platform/live/memory-live'
import { createLog } from '@varal/platform/log'
import { filesObjects } from '@varal/platform/objects/files-objects'
import type { Objects } from '@varal/platform/objects/objects'
import type { Subgraph } from '@varal/platform/subgraph'
import type { Actor } from '@varal/platform/viewer'
import { workOn } from '@varal/platform/work'
import type { EventData } from '@varal/schema/events/events'
import type { AssetId } from '@varal/schema/ids'
import { assetsById } from './assets/reads.ts'
import { showOrFail } from './show-picture.ts'
import { media } from './subgraph.ts'
import { readyInTheEnd } from './videos/finish-video.ts'
import { playableOrFail } from './videos/make-playable.ts'

/** What is needed of the test world's lone subgraph. */
interface App extends AsyncDisposable {
  readonly db: Db
  readonly clock: Clock
  ask(query: string, variables: object, as: Actor): Promise<any>
  hear(name: 'media.upload.created', data: EventData<'media.upload.created'>): Promise<void>
}

/** For tests: a lone media subgraph with a store, and what people do with it. */
export interface MediaWorld<A extends App> extends AsyncDisposable {
  readonly app: A
  readonly objects: Objects
  /** What jobs have pushed. */
  readonly pushed: readonly LiveItem[]
  job(more?: Partial<Job>): Job
  createUpload(by: Actor, file: Buffer, input?: object): Promise<any>
  completeUpload(by: Actor, uploadId: string): Promise<any>
  /** Creates, sends and completes. The asset's inner id. */
  upload(by: Actor, file: Buffer, mimeType?: string): Promise<AssetId>
  /** Does the job, and lets those who watch know. */
  process(assetId: AssetId): Promise<void>
  /** As `upload`, then `process`. */
  publish(by: Actor, file: Buffer, mimeType?: string): Promise<AssetId>
}

export async function openMedia<A extends App>(
  open: (subgraph: Subgraph, given: { objects: Objects; ffmpeg?: Ffmpeg }) => Promise<A>,
  ffmpeg: Ffmpeg | null = null,
): Promise<MediaWorld<A>> {
  const dir = await mkdtemp(join(tmpdir(), 'varal media '))
  let now = () => new Date(0)
  const objects = await filesObjects({
    dir,
    port: 0,
    accessKey: 'varal',
    secretKey: 'a secret of these tests',
    clock: { now: () => now() },
    log: createLog('silent'),
  })
  const pushed: LiveItem[] = []
  const live = memoryLive()
  live.listen((news) => void (isItem(news) && pushed.push(news)))
  // Jobs have a channel of their own here; what they pushed reaches those who watch the subgraph through a handler.
  let passedOn = 0
  const passOn = on('media.upload.created', 'pass-on', async (_event, work) => {
    for (const item of pushed.slice(passedOn)) work.push(item)
    passedOn = pushed.length
  })
  const app = await open(
    { ...media, handlers: [...media.handlers, passOn] },
    { objects, ...(ffmpeg ? { ffmpeg } : {}) },
  )
  now = app.clock.now

  const world: MediaWorld<A> = {
    app,
    objects,
    pushed,
    // What media's jobs have no need of is left out.
    job: (more = {}) =>
      ({
        db: app.db,
        work: workOn({ db: app.db, clock: app.clock, live }),
        objects,
        ffmpeg,
        clock: app.clock,
        log: createLog('silent'),
        signal: new AbortController().signal,
        attempt: 1,
        ...more,
      }) as Job,
    async createUpload(by, file, input = {}) {
      const declared = {
        kind: 'IMAGE',
        bytes: String(file.length),
        mimeType: 'image/jpeg',
        sha256: createHash('sha256').update(file).digest('hex'),
        idempotencyKey: randomUUID(),
      }
      const { createUpload } = await app.ask(CreateUpload, { input: { ...declared, ...input } }, by)
      return createUpload
    },
    async completeUpload(by, uploadId) {
      const { completeUpload } = await app.ask(CompleteUpload, { input: { uploadId } }, by)
      return completeUpload
    },
    async upload(by, file, mimeType = 'image/jpeg') {
      const { upload, userErrors } = await world.createUpload(by, file, {
        mimeType,
        kind: mimeType.startsWith('video/') ? 'VIDEO' : 'IMAGE',
      })
      if (!upload) throw new Error(`The upload was refused: ${JSON.stringify(userErrors)}`)
      const sent = await sendFile(upload, file)
      if (sent.status !== 200) throw new Error(`The store refused: ${await sent.text()}`)
      const { asset } = await world.completeUpload(by, upload.id)
      return decodeId('Asset', asset.id)!
    },
    async publish(by, file, mimeType) {
      const assetId = await world.upload(by, file, mimeType)
      await world.process(assetId)
      return assetId
    },
    async process(assetId) {
      const job = world.job()
      await showOrFail(assetId, job)
      await playableOrFail(assetId, job)
      await readyInTheEnd(assetId, job)
      const [asset] = await assetsById(app.db)([assetId])
      await app.hear('media.upload.created', { assetId, ownerId: asset!.ownerId })
    },
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]()
      await objects[Symbol.asyncDispose]()
      await rm(dir, { recursive: true, force: true })
    },
  }
  return world
}

/** As a client does: the headers as they were given. */
export function sendFile(upload: { parts: readonly any[] }, file: Buffer): Promise<Response> {
  const [{ url, headers }] = upload.parts as [any]
  const given = Object.fromEntries(headers.map(({ name, value }: { name: string; value: string }) => [name, value]))
  return fetch(url, { method: 'PUT', headers: given, body: new Uint8Array(file) })
}

const errors = 'userErrors { code path message }'

const CreateUpload = `mutation ($input: CreateUploadInput!) {
  createUpload(input: $input) {
    upload {
      id protocol expiresAt asset { id state kind altText }
      parts { number url offset length headers { name value } }
    }
    existing { id state }
    ${errors}
  }
}`

const CompleteUpload = `mutation ($input: CompleteUploadInput!) {
  completeUpload(input: $input) { asset { id state } ${errors} }
}`

import { randomBytes } from 'node:crypto'
import { decodeId } from '@varal/platform/global-ids'
import { type LoneSubgraph, loneSubgraph } from '@varal/testing/lone-subgraph'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type MediaWorld, openMedia, sendFile } from '../media-world.ts'
import { originalKey } from '../object-keys.ts'
import { noticeArrivedUploads } from './notice-uploads.ts'

const FILES = 40
const BYTES = 1_000_000
let world: MediaWorld<LoneSubgraph>
beforeAll(async () => {
  world = await openMedia(loneSubgraph)
})
afterAll(() => world?.[Symbol.asyncDispose]())

test(`of ${FILES} uploads in flight at once none is lost, although a third is cut and nobody completes any`, async () => {
  const { app, objects } = world
  const people = [app.newActor(), app.newActor()]
  const begun: { file: Buffer; upload: any }[] = []
  for (let number = 0; number < FILES; number++) {
    const file = randomBytes(BYTES)
    begun.push({ file, upload: (await world.createUpload(people[number % people.length]!, file)).upload })
  }
  await Promise.all(
    begun.map(async ({ file, upload }, number) => {
      if (number % 3 === 0) await sendHalf(upload, file)
      expect((await sendFile(upload, file)).status).toBe(200)
    }),
  )
  const sent = begun.map(({ file, upload }) => ({ file, assetId: decodeId('Asset', upload.asset.id)! }))
  app.clock.advance(2_000)
  await noticeArrivedUploads({ ...world.job(), clock: app.clock })

  const finished = (await app.announced()).filter(({ name }) => name === 'media.upload.finished')
  expect(new Set(finished.map(({ data }) => data.assetId))).toEqual(new Set(sent.map(({ assetId }) => assetId)))
  for (const { file, assetId } of sent) {
    const stored = await Array.fromAsync(await objects.get('originals', originalKey(assetId)))
    expect(Buffer.concat(stored).equals(file)).toBe(true)
  }
})

/** The client vanishes in the middle. */
async function sendHalf({ parts }: { parts: readonly any[] }, file: Buffer): Promise<void> {
  const [{ url, headers }] = parts as [any]
  const vanishing = new AbortController()
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(file.subarray(0, BYTES / 2)),
    pull: () => vanishing.abort(),
  })
  const given = Object.fromEntries(headers.map(({ name, value }: any) => [name, value]))
  const length = { 'Content-Length': String(BYTES) }
  const init = { method: 'PUT', headers: { ...given, ...length }, body, duplex: 'half', signal: vanishing.signal }
  await expect(fetch(url, init as RequestInit)).rejects.toThrow()
}

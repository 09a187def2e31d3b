import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { decodeId } from '@varal/platform/global-ids'
import { outside } from '@varal/platform/outbound/outside'
import { type LoneSubgraph, loneSubgraph } from '@varal/testing/lone-subgraph'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { assetsById } from '../assets/reads.ts'
import { landscape } from '../drawn-pictures.ts'
import { limits } from '../limits.ts'
import { type MediaWorld, openMedia } from '../media-world.ts'
import { uploadUsage } from '../uploads/reads.ts'
import { importOrFail } from './fetch-import.ts'

let world: MediaWorld<LoneSubgraph>
let app: LoneSubgraph
let picture: Buffer
beforeAll(async () => {
  world = await openMedia(loneSubgraph)
  app = world.app
  picture = await landscape(320, 200).jpeg().toBuffer()
})
afterAll(() => world?.[Symbol.asyncDispose]())

let ada: ReturnType<LoneSubgraph['newActor']>
const servers: Server[] = []
beforeEach(() => {
  ada = app.newActor()
})
afterEach(() => {
  for (const server of servers.splice(0)) server.closeAllConnections()
})

/** A server of somebody else. Its address. */
async function elsewhere(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/picture`
}
const serving = (body: Buffer, status = 200) =>
  elsewhere((_request, response) => response.writeHead(status, { 'Content-Type': 'text/html' }).end(body))

const ask = async (url: string, more: object = {}) =>
  (await app.ask(Import, { input: { url, idempotencyKey: randomUUID(), ...more } }, ada)).importFromUrl
/** Asks, and does the job. */
async function imported(url: string, job: object = {}) {
  const { asset, userErrors } = await ask(url)
  expect(userErrors).toEqual([])
  const assetId = decodeId('Asset', asset.id)!
  const requested = (await app.announced()).findLast(({ name }) => name === 'media.import.requested')
  const run = () => importOrFail(assetId, requested!.data.uploadId, world.job({ outside: outside(true), ...job }))
  return { assetId, run, row: async () => (await assetsById(app.db)([assetId]))[0]! }
}
const finishedOf = async (assetId: string) =>
  (await app.announced()).filter(({ name, data }) => name === 'media.upload.finished' && data.assetId === assetId)

describe('importing a picture', () => {
  test('fetches it as what it is, and goes on as an upload does, once', async () => {
    const { assetId, run, row } = await imported(await serving(picture))
    expect(await row()).toMatchObject({ state: 'AWAITING_BYTES' })
    await run()
    await run()

    expect(await row()).toMatchObject({ state: 'PROCESSING' })
    expect(await finishedOf(assetId)).toHaveLength(1)
    const [usage] = await uploadUsage(app.db, app.clock.now())([ada.id])
    expect(usage).toMatchObject({ bytes: picture.length, open: 0 })
    await world.process(assetId)
    expect(await row()).toMatchObject({ state: 'READY' })
  })

  test.each([
    ['what is no picture', () => serving(Buffer.from('<html>')), 'NOT_AN_IMAGE'],
    ['what is not there', () => serving(picture, 404), 'IMPORT_FAILED'],
    ['more bytes than a picture may have', () => serving(Buffer.alloc(limits.imageBytesMax + 1)), 'FILE_TOO_LARGE'],
    [
      'a redirect without end',
      () => elsewhere((_, response) => response.writeHead(302, { Location: '/' }).end()),
      'IMPORT_FAILED',
    ],
  ])('of %s fails with a code', async (_what, serve, failureCode) => {
    const { assetId, run, row } = await imported(await serve())
    await run()
    await run()

    expect(await row()).toMatchObject({ state: 'FAILED', failureCode })
    expect(await finishedOf(assetId)).toEqual([])
  })

  test('asks no private network', async () => {
    let isAsked = false
    const url = await elsewhere((_request, response) => {
      isAsked = true
      response.end()
    })
    const { run, row } = await imported(url, { outside: outside(false) })
    await run()

    expect(isAsked).toBe(false)
    expect(await row()).toMatchObject({ state: 'FAILED', failureCode: 'IMPORT_FAILED' })
  })

  test('is tried again when the server is silent or fails', async () => {
    const { run } = await imported(await serving(picture, 503))
    await expect(run()).rejects.toThrow('503')
  })

  test.each([
    '',
    'picture.jpg',
    'ftp://example.org/a',
    'file:///etc/passwd',
    'javascript:alert(1)',
    `https://a.org/${'a'.repeat(2_000)}`,
  ])('takes no address like %.30s', async (url) => {
    expect((await ask(url)).userErrors).toMatchObject([{ code: 'VALIDATION_FAILED', path: ['input', 'url'] }])
  })

  test('counts as an upload, and is none that others could complete', async () => {
    const url = await serving(picture)
    const answers = await Promise.all(Array.from({ length: 21 }, () => ask(url)))
    expect(answers.flatMap(({ userErrors }) => userErrors)).toMatchObject([{ code: 'TOO_MANY_OPEN_UPLOADS' }])
  })
})

const Import = `mutation ($input: ImportFromUrlInput!) {
  importFromUrl(input: $input) { asset { id state } userErrors { code path } }
}`

import { decodeId } from '@varal/platform/global-ids'
import type { AssetId } from '@varal/schema/ids'
import { type LoneSubgraph, loneSubgraph } from '@varal/testing/lone-subgraph'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { blackPng, landscape } from '../drawn-pictures.ts'
import { type MediaWorld, openMedia } from '../media-world.ts'
import { originalKey } from '../object-keys.ts'
import { discardBytes } from './discard-bytes.ts'
import { processImage } from './process-image.ts'
import { lookAt } from './test-look.ts'

let world: MediaWorld<LoneSubgraph>
let app: LoneSubgraph
let ada: ReturnType<LoneSubgraph['newActor']>
beforeAll(async () => {
  world = await openMedia(loneSubgraph)
  app = world.app
  ada = app.newActor()
})
afterAll(() => world?.[Symbol.asyncDispose]())

const seen = (assetId: AssetId, variables: object = {}) => lookAt(app, ada, assetId, variables)
const download = async (url: string) => Buffer.from(await (await fetch(url)).arrayBuffer())
const announcedOf = async (assetId: AssetId) =>
  (await app.announced()).filter(({ data }) => data.assetId === assetId).map(({ name }) => name)

describe('a file that is at fault', () => {
  /** A picture and what is appended to it, or cut from it. */
  const jpeg = () => landscape(600, 400).jpeg().toBuffer()
  const png = () => landscape(600, 400).png().toBuffer()
  const half = (file: Buffer) => file.subarray(0, file.length / 2)

  test.each([
    ['SVG', async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'), 'NOT_AN_IMAGE'],
    ['a web page', async () => Buffer.from('<!doctype html><script>alert(1)</script>'), 'NOT_AN_IMAGE'],
    ['a zip archive', async () => Buffer.from('PK\x03\x04 and what else is in it', 'latin1'), 'NOT_AN_IMAGE'],
    ['TIFF', async () => landscape(9, 9).tiff().toBuffer(), 'NOT_AN_IMAGE'],
    ['zeros', async () => Buffer.alloc(5_000), 'NOT_AN_IMAGE'],
    ['a single byte', async () => Buffer.from([0xff]), 'NOT_AN_IMAGE'],
    ['half a JPEG', async () => half(await jpeg()), 'DAMAGED'],
    ['half a PNG', async () => half(await png()), 'DAMAGED'],
    ['half a WebP', async () => half(await landscape(600, 400).webp().toBuffer()), 'DAMAGED'],
    ['half an AVIF', async () => half(await landscape(60, 40).avif({ effort: 0 }).toBuffer()), 'DAMAGED'],
    ['half a GIF', async () => half(await landscape(600, 400).gif().toBuffer()), 'DAMAGED'],
    ['a JPEG that only begins', async () => Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]), 'DAMAGED'],
    ['a GIF that only begins', async () => Buffer.from('GIF89a and then text'), 'DAMAGED'],
    [
      'a PNG that is a page behind its signature',
      async () => Buffer.from('\x89PNG\r\n\x1a\n<html>', 'latin1'),
      'DAMAGED',
    ],
    ['a picture of 256 million pixels', async () => blackPng(16_000, 16_000), 'TOO_MANY_PIXELS'],
    ['a picture just over the pixels', async () => blackPng(7_072, 7_071), 'TOO_MANY_PIXELS'],
    ['a strip of one pixel', async () => blackPng(1, 40_000), 'TOO_LONG_SIDE'],
    ['a long side', async () => blackPng(12_001, 4_000), 'TOO_LONG_SIDE'],
    ['a narrow picture', async () => blackPng(10, 201), 'TOO_NARROW'],
    ['a flat picture', async () => blackPng(201, 10), 'TOO_NARROW'],
  ])('is not shown: %s', async (_what, make, code) => {
    const assetId = await world.publish(ada, await make(), 'image/png')

    expect(await seen(assetId)).toMatchObject({
      state: 'FAILED',
      content: null,
      failure: { code, message: expect.stringMatching(/\.$/), retryable: false, attempt: 1 },
    })
    expect(await announcedOf(assetId)).toEqual(['media.upload.created', 'media.upload.finished', 'media.asset.failed'])
  })

  test.each([
    ['as large as may be', async () => blackPng(7_071, 7_071)],
    ['as narrow as may be', async () => blackPng(200, 10)],
  ])('is not one that is %s', async (_what, make) => {
    expect(await seen(await world.publish(ada, await make(), 'image/png'))).toMatchObject({ state: 'READY' })
  })

  test('is not shown when other bytes came than were declared', async () => {
    const [declared, sent] = [await jpeg(), await jpeg()]
    sent[sent.length - 3] = sent.at(-3)! ^ 1
    const { upload } = await world.createUpload(ada, declared)
    const [{ url, headers }] = upload.parts
    await fetch(url, { method: 'PUT', headers: { [headers[0].name]: headers[0].value }, body: new Uint8Array(sent) })
    const { asset } = await world.completeUpload(ada, upload.id)
    const event = (await app.announced()).findLast(({ name }) => name === 'media.upload.finished')
    await processImage.run(event as never, world.job())

    expect(await seen(decodeId('Asset', asset.id) as AssetId)).toMatchObject({
      state: 'FAILED',
      failure: { code: 'CHECKSUM_MISMATCH' },
    })
  })

  test('takes nothing along that was hidden behind the picture', async () => {
    const payload = '<script>alert(document.domain)</script>'
    const assetId = await world.publish(ada, Buffer.concat([await jpeg(), Buffer.from(payload)]))
    const { state, content } = await seen(assetId)

    expect(state).toBe('READY')
    for (const { url } of content.renditions) expect((await download(url)).includes(payload)).toBe(false)
  })

  test('is forgotten: neither its bytes nor renditions stay', async () => {
    const assetId = await world.publish(ada, half(await jpeg()))
    const event = (await app.announced()).findLast(({ name }) => name === 'media.asset.failed')
    expect(await world.objects.head('originals', originalKey(assetId))).not.toBeNull()
    await discardBytes.run(event as never, world.job())
    await discardBytes.run(event as never, world.job())

    expect(await world.objects.head('originals', originalKey(assetId))).toBeNull()
  })
})

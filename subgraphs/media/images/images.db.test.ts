import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { encodeId } from '@varal/platform/global-ids'
import type { Job } from '@varal/platform/handlers'
import type { Objects } from '@varal/platform/objects/objects'
import type { AssetId } from '@varal/schema/ids'
import { type LoneSubgraph, loneSubgraph } from '@varal/testing/lone-subgraph'
import sharp, { type Sharp, type SharpOptions } from 'sharp'
import { thumbHashToAverageRGBA } from 'thumbhash'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { blackPng, blinking, landscape, painted, redAndBlue, turned } from '../drawn-pictures.ts'
import { type MediaWorld, openMedia } from '../media-world.ts'
import { originalKey } from '../object-keys.ts'
import { showOrFail } from '../show-picture.ts'
import { discardBytes } from './discard-bytes.ts'
import { processImage } from './process-image.ts'

let world: MediaWorld<LoneSubgraph>
let app: LoneSubgraph
let ada: ReturnType<LoneSubgraph['newActor']>
beforeAll(async () => {
  world = await openMedia(loneSubgraph)
  app = world.app
  ada = app.newActor()
})
afterAll(() => world?.[Symbol.asyncDispose]())

const AssetQuery = `query ($id: ID!, $formats: [ImageFormat!]) {
  asset(id: $id) {
    state
    placeholder { thumbhash aspectRatio }
    failure { code message retryable attempt }
    content { ... on ImageContent { width height dominantColor renditions(formats: $formats) {
      url width height format bytes
    } } }
  }
}`
const seen = async (assetId: AssetId, variables: object = {}) => {
  const { asset } = await app.ask(AssetQuery, { id: encodeId('Asset', assetId), ...variables }, ada)
  return asset
}
const download = async (url: string) => Buffer.from(await (await fetch(url)).arrayBuffer())
const announcedOf = async (assetId: AssetId) =>
  (await app.announced()).filter(({ data }) => data.assetId === assetId).map(({ name }) => name)

/** The colour at a point of a picture, both in 0 to 1. */
const colorAt = async (file: Buffer, x: number, y: number, options: SharpOptions = {}) => {
  const { data, info } = await sharp(file, options).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const at = (Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * info.channels
  return [...data.subarray(at, at + 3)]
}
const near = (actual: readonly number[], expected: readonly number[], by = 12) =>
  actual.every((value, i) => Math.abs(value - expected[i]!) <= by)

describe('a picture', () => {
  test('is ready with renditions of every width, a placeholder and its colour', async () => {
    const file = await landscape(1500, 1000).jpeg().toBuffer()
    const assetId = await world.publish(ada, file)
    const { state, placeholder, failure, content } = await seen(assetId)

    expect({ state, failure }).toEqual({ state: 'READY', failure: null })
    expect(content).toMatchObject({ width: 1500, height: 1000, dominantColor: expect.stringMatching(/^#[0-9a-f]{6}$/) })
    expect(placeholder.aspectRatio).toBe(1.5)
    expect(Buffer.from(placeholder.thumbhash, 'base64').length).toBeLessThan(40)
    expect(content.renditions.map((one: any) => `${one.format} ${one.width}x${one.height}`).sort()).toEqual([
      'JPEG 1200x800',
      'WEBP 1200x800',
      'WEBP 236x157',
      'WEBP 474x316',
      'WEBP 736x491',
    ])
    for (const { url, width, height, format, bytes } of content.renditions) {
      const rendition = await download(url)
      const found = await sharp(rendition).metadata()
      expect(found).toMatchObject({ width, height, format: format.toLowerCase(), space: 'srgb' })
      expect(rendition.length).toBe(bytes)
    }
    expect(await announcedOf(assetId)).toEqual(['media.upload.created', 'media.upload.finished', 'media.asset.ready'])
  })

  test('lists its renditions smallest first, in the formats that were asked for', async () => {
    const assetId = await world.publish(ada, await landscape(500, 501).png().toBuffer(), 'image/png')
    const listed = async (formats: unknown) =>
      (await seen(assetId, { formats })).content.renditions.map((one: any) => `${one.format} ${one.width}`)

    expect(await listed(['WEBP'])).toEqual(['WEBP 236', 'WEBP 474', 'WEBP 500'])
    expect(await listed(['JPEG'])).toEqual(['JPEG 500'])
    expect(await listed([])).toEqual([])
    expect((await listed(null)).length).toBe(4)
  })

  test('that is small is not enlarged', async () => {
    const assetId = await world.publish(ada, await landscape(20, 10).png().toBuffer(), 'image/png')
    const { content } = await seen(assetId)
    expect(content.renditions.map((one: any) => `${one.format} ${one.width}x${one.height}`).sort()).toEqual([
      'JPEG 20x10',
      'WEBP 20x10',
    ])
  })

  test('of a single pixel is a picture', async () => {
    const assetId = await world.publish(
      ada,
      await painted(1, 1, () => [9, 200, 9])
        .png()
        .toBuffer(),
      'image/png',
    )
    expect(await seen(assetId)).toMatchObject({ state: 'READY', placeholder: { aspectRatio: 1 } })
  })

  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'that a camera turned as in EXIF orientation %i is shown upright',
    async (orientation) => {
      const assetId = await world.publish(ada, await turned(300 + orientation, 200, orientation))
      const { content } = await seen(assetId)
      expect(content).toMatchObject({ width: 300 + orientation, height: 200 })
      for (const { url } of content.renditions) {
        const rendition = await download(url)
        expect(near(await colorAt(rendition, 0.25, 0.5), [220, 20, 20], 25)).toBe(true)
        expect(near(await colorAt(rendition, 0.75, 0.5), [20, 20, 220], 25)).toBe(true)
      }
    },
  )

  test('loses what its file says of place, person and camera', async () => {
    const file = await landscape(400, 300)
      .withExif({
        IFD0: { Artist: 'Ada of Somewhere', Make: 'Secret Camera' },
        IFD3: {
          GPSLatitudeRef: 'S',
          GPSLatitude: '22/1 54/1 0/1',
          GPSLongitudeRef: 'W',
          GPSLongitude: '43/1 10/1 0/1',
        },
      })
      .jpeg()
      .toBuffer()
    expect(file.includes('Ada of Somewhere')).toBe(true)
    const assetId = await world.publish(ada, file)

    for (const { url } of (await seen(assetId)).content.renditions) {
      const rendition = await download(url)
      const { exif, icc, xmp, iptc } = await sharp(rendition).metadata()
      expect([exif, icc, xmp, iptc]).toEqual([undefined, undefined, undefined, undefined])
      expect(rendition.includes('Ada of Somewhere')).toBe(false)
    }
  })

  test('in a wide gamut keeps its colours, in sRGB', async () => {
    const plain = await redAndBlue(300, 200).png().toBuffer()
    const wide = await sharp(plain).withIccProfile('p3').png().toBuffer()
    expect(near(await colorAt(wide, 0.25, 0.5, { ignoreIcc: true }), [220, 20, 20], 6)).toBe(false)
    const { content } = await seen(await world.publish(ada, wide, 'image/png'))

    const rendition = await download(content.renditions[0].url)
    expect(near(await colorAt(rendition, 0.25, 0.5), [220, 20, 20], 6)).toBe(true)
  })

  test('in CMYK keeps its colours, in sRGB', async () => {
    const file = await redAndBlue(300, 200).toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer()
    expect((await sharp(file).metadata()).space).toBe('cmyk')
    const { content } = await seen(await world.publish(ada, file))

    const rendition = await download(content.renditions[0].url)
    expect(near(await colorAt(rendition, 0.25, 0.5), [220, 20, 20], 45)).toBe(true)
  })

  test.each([
    ['grey', (picture: Sharp) => picture.greyscale().png(), 'image/png'],
    ['16 bits deep', (picture: Sharp) => picture.toColourspace('rgb16').png(), 'image/png'],
    ['of few colours', (picture: Sharp) => picture.png({ palette: true, colours: 8 }), 'image/png'],
    ['interlaced', (picture: Sharp) => picture.png({ progressive: true }), 'image/png'],
    ['progressive', (picture: Sharp) => picture.jpeg({ progressive: true }), 'image/jpeg'],
    ['WebP', (picture: Sharp) => picture.webp(), 'image/webp'],
    ['lossless', (picture: Sharp) => picture.webp({ lossless: true }), 'image/webp'],
    ['GIF', (picture: Sharp) => picture.gif(), 'image/gif'],
    ['AVIF', (picture: Sharp) => picture.avif({ effort: 0 }), 'image/avif'],
  ])('that is %s is shown', async (_what, encode, mimeType) => {
    const file = await encode(landscape(240, 160)).toBuffer()
    expect(await seen(await world.publish(ada, file, mimeType))).toMatchObject({
      state: 'READY',
      content: { width: 240, height: 160 },
    })
  })

  test('whose type was told wrongly is shown for what it is', async () => {
    const file = await landscape(64, 64).webp().toBuffer()
    expect(await seen(await world.publish(ada, file, 'image/jpeg'))).toMatchObject({ state: 'READY' })
  })

  test('that is see-through stays so where the format can, and lies on white where it cannot', async () => {
    const glass = {
      create: { width: 80, height: 80, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    } as const
    const assetId = await world.publish(ada, await sharp(glass).png().toBuffer(), 'image/png')
    const { content, placeholder } = await seen(assetId)
    const [jpeg, webp] = ['JPEG', 'WEBP'].map((format) => content.renditions.find((one: any) => one.format === format))

    expect((await sharp(await download(webp.url)).metadata()).hasAlpha).toBe(true)
    expect(near(await colorAt(await download(jpeg.url), 0.5, 0.5), [255, 255, 255], 2)).toBe(true)
    expect(thumbHashToAverageRGBA(Buffer.from(placeholder.thumbhash, 'base64')).a).toBeLessThan(0.1)
  })

  test('that moves is shown by its first frame', async () => {
    const file = await blinking(60, [
      [250, 0, 0],
      [0, 250, 0],
      [0, 0, 250],
    ])
    expect((await sharp(file).metadata()).pages).toBe(3)
    const { content } = await seen(await world.publish(ada, file, 'image/gif'))

    expect(content).toMatchObject({ width: 60, height: 60, dominantColor: '#f80808' })
    const rendition = await download(content.renditions[0].url)
    expect(await sharp(rendition).metadata()).toMatchObject({ width: 60, height: 60 })
    expect(near(await colorAt(rendition, 0.5, 0.5), [250, 0, 0])).toBe(true)
  })

  test('has addresses that nobody can guess, and an original that nobody can read', async () => {
    const assetId = await world.publish(ada, await landscape(300, 200).png().toBuffer(), 'image/png')
    const [{ url }] = (await seen(assetId)).content.renditions

    expect(url).toMatch(/\/renditions\/images\/[0-9a-f]{32}\/\d+\.webp$/)
    expect(url).not.toContain(assetId)
    const original = world.objects.publicUrl(originalKey(assetId))
    expect((await fetch(original)).status).toBe(404)
    expect((await fetch(original.replace('renditions', 'originals'))).status).toBe(403)
  })

  test('takes two statements with its renditions, as do twenty', async () => {
    const assetIds = []
    for (let i = 0; i < 20; i++) {
      assetIds.push(
        await world.publish(
          ada,
          await landscape(30 + i, 20)
            .png()
            .toBuffer(),
          'image/png',
        ),
      )
    }
    const representations = assetIds.map((id) => ({ __typename: 'Asset', id: encodeId('Asset', id) }))
    const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
      ... on Asset { id state placeholder { thumbhash } content { ... on ImageContent { renditions { url } } } }
    } }`
    let answer: any
    expect(await app.statementsOf(async () => (answer = await app.ask(query, { representations })))).toBe(2)
    expect(answer._entities.map((one: any) => one.content.renditions.length)).toEqual(Array(20).fill(2))
  })
})

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

    const { asset: now } = await app.ask(AssetQuery, { id: asset.id }, ada)
    expect(now).toMatchObject({ state: 'FAILED', failure: { code: 'CHECKSUM_MISMATCH' } })
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

describe('processing', () => {
  let drawn = 0
  const file = () =>
    landscape(480, 100 + ++drawn)
      .png()
      .toBuffer()
  const uploaded = async () => world.upload(ada, await file(), 'image/png')
  const failing = (objects: Partial<Objects>): Partial<Job> => ({
    objects: Object.assign(Object.create(world.objects), objects),
  })
  const rendered = async (assetId: AssetId) => (await seen(assetId)).content.renditions.map((one: any) => one.url)
  const stages = async (assetId: AssetId) =>
    world.pushed
      .filter(({ topic }) => topic === `asset:${assetId}`)
      .map(({ data }) => Object.values(data as object).join(' '))

  test('tells how far it is', async () => {
    const assetId = await uploaded()
    await showOrFail(assetId, world.job())
    expect(await stages(assetId)).toEqual([
      'PROBED 20',
      'RENDITION_READY 39',
      'RENDITION_READY 58',
      'RENDITION_READY 76',
      'RENDITION_READY 95',
      'READY 100',
    ])
  })

  test('done twice changes nothing', async () => {
    const assetId = await uploaded()
    await showOrFail(assetId, world.job())
    const [before, told] = [await rendered(assetId), await stages(assetId)]
    await showOrFail(assetId, world.job({ attempt: 2 }))

    expect(await rendered(assetId)).toEqual(before)
    expect(await stages(assetId)).toEqual(told)
    expect((await announcedOf(assetId)).filter((name) => name === 'media.asset.ready').length).toBe(1)
  })

  test('done twice at the same time is done once', async () => {
    const assetId = await uploaded()
    await Promise.all([1, 2].map((attempt) => showOrFail(assetId, world.job({ attempt }))))

    expect(new Set(await rendered(assetId)).size).toBe(4)
    expect((await stages(assetId)).filter((stage) => stage === 'READY 100').length).toBe(1)
    expect((await announcedOf(assetId)).filter((name) => name === 'media.asset.ready').length).toBe(1)
  })

  test('that is interrupted is done again, under the same keys and without going back', async () => {
    const assetId = await uploaded()
    let puts = 0
    const keys: string[] = []
    const interrupted = failing({
      put: async (bucket, key, body, type) => {
        if (++puts === 3) throw new Error('the store is down')
        keys.push(key)
        await world.objects.put(bucket, key, body, type)
      },
    })
    await expect(showOrFail(assetId, world.job(interrupted))).rejects.toThrow('the store is down')
    expect((await seen(assetId)).state).toBe('PROCESSING')
    expect((await seen(assetId)).placeholder).not.toBeNull()
    await showOrFail(assetId, world.job({ attempt: 2 }))

    const urls = await rendered(assetId)
    for (const key of keys) expect(urls).toContain(world.objects.publicUrl(key))
    const percents = (await stages(assetId)).map((stage) => Number(stage.split(' ')[1]))
    expect(percents).toEqual([20, 39, 58, 76, 95, 100])
  })

  test('that failed for other reasons than the file is given up as retryable', async () => {
    const assetId = await uploaded()
    await expect(
      showOrFail(assetId, world.job(failing({ get: () => Promise.reject(new Error('the store is down')) }))),
    ).rejects.toThrow('the store is down')
    const event = (await app.announced()).findLast(({ name }) => name === 'media.upload.finished')
    const { work } = world.job()
    await work((unit) => processImage.giveUp(event as never, unit, new Error('the store is down')))
    await work((unit) => processImage.giveUp(event as never, unit, new Error('the store is down')))

    expect(await seen(assetId)).toMatchObject({
      state: 'FAILED',
      failure: { code: 'PROCESSING_FAILED', retryable: true, attempt: 3 },
    })
    expect((await announcedOf(assetId)).filter((name) => name === 'media.asset.failed').length).toBe(1)
    await showOrFail(assetId, world.job())
    expect((await seen(assetId)).state).toBe('FAILED')
  })

  test('that was given up while it went on leaves nothing behind', async () => {
    const assetId = await uploaded()
    const written: string[] = []
    const overtaken = failing({
      put: async (bucket, key, body, type) => {
        if (written.push(key) === 2) {
          const event = (await app.announced()).findLast(({ name }) => name === 'media.upload.finished')
          await world.job().work((unit) => processImage.giveUp(event as never, unit, null))
        }
        await world.objects.put(bucket, key, body, type)
      },
    })
    await showOrFail(assetId, world.job(overtaken))

    expect((await seen(assetId)).state).toBe('FAILED')
    expect(written.length).toBe(4)
    for (const key of written) expect(await world.objects.head('renditions', key)).toBeNull()
  })

  test('stops when it is told to, and is not the fault of the file', async () => {
    const assetId = await uploaded()
    await expect(showOrFail(assetId, world.job({ signal: AbortSignal.abort() }))).rejects.toThrow(/abort/i)
    expect((await seen(assetId)).state).toBe('PROCESSING')
  })

  test('of an asset that nobody knows does nothing', async () => {
    await showOrFail('01980000-0000-7000-8000-000000000000' as AssetId, world.job())
  })

  test('reads no more of an original than a picture may have', async () => {
    const assetId = await uploaded()
    await world.objects.put('originals', originalKey(assetId), Buffer.alloc(22 * 2 ** 20), 'image/png')
    await showOrFail(assetId, world.job())
    expect((await seen(assetId)).failure).toMatchObject({ code: 'CHECKSUM_MISMATCH' })
  })
})

const samples = fileURLToPath(new URL('../../../../shared/data/media/', import.meta.url))

describe.skipIf(!existsSync(samples))('a file from the world', () => {
  test.each([
    ['Landscape_6.jpg', { width: 600, height: 450 }],
    ['Portrait_8.jpg', { width: 450, height: 600 }],
    ['Channel_digital_image_CMYK_color.jpg', { width: 500, height: 333 }],
    ['Flag_of_the_Netherlands-16bit.png', { width: 900, height: 600 }],
    ['16-bit-grey-alpha.png', { width: 109, height: 96 }],
    ['gain-map.jpg', { width: 3840, height: 2160 }],
    ['p3.png', { width: 8, height: 8 }],
    ['animated-loop-3.gif', { width: 370, height: 285 }],
    ['animated-loop-3.webp', { width: 370, height: 285 }],
    ['pitm.avif', { width: 4096, height: 800 }],
    ['sdr_cosmos12920_cicp1-13-6_yuv444_full_qp10.avif', { width: 2048, height: 858 }],
    ['flowers.jpeg', { width: 1920, height: 1080 }],
  ])('is shown: %s', async (name, size) => {
    expect(await seen(await world.publish(ada, readFileSync(samples + name)))).toMatchObject({
      state: 'READY',
      content: size,
    })
  })

  test.each([
    ['check.svg', 'NOT_AN_IMAGE'],
    ['relax.jp2', 'NOT_AN_IMAGE'],
    ['uncompressed_tiff.tiff', 'NOT_AN_IMAGE'],
    ['vfile.v', 'NOT_AN_IMAGE'],
    ['corrupt-header.jpg', 'DAMAGED'],
    ['truncated.jpg', 'DAMAGED'],
    ['truncated.png', 'DAMAGED'],
  ])('is not shown: %s', async (name, code) => {
    expect(await seen(await world.publish(ada, readFileSync(samples + name)))).toMatchObject({ failure: { code } })
  })
})

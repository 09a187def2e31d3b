import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { encodeId } from '@varal/platform/global-ids'
import type { AssetId } from '@varal/schema/ids'
import { type LoneSubgraph, loneSubgraph } from '@varal/testing/lone-subgraph'
import sharp, { type Sharp, type SharpOptions } from 'sharp'
import { thumbHashToAverageRGBA } from 'thumbhash'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { blinking, landscape, painted, redAndBlue, turned } from '../drawn-pictures.ts'
import { type MediaWorld, openMedia } from '../media-world.ts'
import { originalKey } from '../object-keys.ts'
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

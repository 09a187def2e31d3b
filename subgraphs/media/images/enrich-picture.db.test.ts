import { encodeId } from '@varal/platform/global-ids'
import type { AssetId } from '@varal/schema/ids'
import { ffmpeg } from '@varal/testing/ffmpeg'
import { type LoneSubgraph, loneSubgraph } from '@varal/testing/lone-subgraph'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { blinking, landscape, painted } from '../drawn-pictures.ts'
import { type MediaWorld, openMedia } from '../media-world.ts'
import { enrich } from './enrich-picture.ts'

let world: MediaWorld<LoneSubgraph>
let app: LoneSubgraph
let ada: ReturnType<LoneSubgraph['newActor']>
let ben: ReturnType<LoneSubgraph['newActor']>
beforeAll(async () => {
  world = await openMedia(loneSubgraph, ffmpeg)
  app = world.app
  ada = app.newActor()
  ben = app.newActor()
})
afterAll(() => world?.[Symbol.asyncDispose]())

const enriched = async (file: Buffer, mimeType = 'image/jpeg', by = ada) => {
  const assetId = await world.publish(by, file, mimeType)
  await enrich(assetId, world.job())
  return assetId
}
const seenBy = async (assetId: AssetId, viewer = ben) => {
  const query = `query ($ids: [_Any!]!) { _entities(representations: $ids) { ... on Asset {
    nearDuplicates { id }
    content { ... on ImageContent {
      width height
      renditions(formats: [AVIF, WEBP, JPEG]) { url format width height bytes }
      animation { webp mp4 }
      camera { make model lens exposureTimeS fNumber iso focalLengthMm }
    } }
  } } }`
  const ids = [{ __typename: 'Asset', id: encodeId('Asset', assetId) }]
  return (await app.ask(query, { ids }, viewer))._entities[0]
}
const download = async (url: string) => Buffer.from(await (await fetch(url)).arrayBuffer())

describe('a picture that is ready', () => {
  test('gets every width as AVIF, and its widest as WebP', async () => {
    const { content } = await seenBy(await enriched(await landscape(2500, 1000).jpeg().toBuffer()))
    const listed = (format: string) =>
      content.renditions.filter((one: any) => one.format === format).map(({ width }: any) => width)
    expect(listed('AVIF')).toEqual([236, 474, 736, 1200, 2048])
    expect(listed('WEBP')).toEqual([236, 474, 736, 1200, 2048])
    expect(listed('JPEG')).toEqual([1200])
    for (const { url, format, width, height, bytes } of content.renditions) {
      const file = await download(url)
      expect(file.length).toBe(bytes)
      const found = await sharp(file).metadata()
      expect(found).toMatchObject({ width, height, space: 'srgb' })
      expect([found.format, found.compression]).toEqual(
        format === 'AVIF' ? ['heif', 'av1'] : [format.toLowerCase(), undefined],
      )
      expect([found.exif, found.icc, found.xmp]).toEqual([undefined, undefined, undefined])
    }
  }, 60_000)

  test('that is small is not enlarged, and done twice it is done once', async () => {
    const assetId = await enriched(await landscape(300, 200).png().toBuffer(), 'image/png')
    await Promise.all([1, 2].map(() => enrich(assetId, world.job())))
    const { content } = await seenBy(assetId)
    expect(content.renditions.map(({ format, width }: any) => `${format} ${width}`).sort()).toEqual([
      'AVIF 236',
      'AVIF 300',
      'JPEG 300',
      'WEBP 236',
      'WEBP 300',
    ])
    expect(content.animation).toBeNull()
  })

  test('in Display P3 keeps its colours as AVIF', async () => {
    const red = painted(400, 300, () => [220, 20, 20])
    const file = await sharp(await red.png().toBuffer())
      .withIccProfile('p3')
      .png()
      .toBuffer()
    const { content } = await seenBy(await enriched(file, 'image/png'))
    const { url } = content.renditions.find(({ format }: any) => format === 'AVIF')
    const { channels } = await sharp(await download(url)).stats()
    expect(
      channels
        .slice(0, 3)
        .map(({ mean }) => Math.abs(mean))
        .map((mean, i) => Math.abs(mean - [220, 20, 20][i]!) < 8),
    ).toEqual([true, true, true])
  })

  test('waits for those whose picture is not shown at all yet', async () => {
    const waiting = await world.upload(ada, await landscape(310, 77).png().toBuffer(), 'image/png')
    const ready = await world.publish(ada, await landscape(320, 78).png().toBuffer(), 'image/png')
    let isDone = false
    const later = enrich(ready, world.job()).then(() => (isDone = true))
    await world.publish(ada, await landscape(330, 79).png().toBuffer(), 'image/png')
    expect(isDone).toBe(false)
    await world.process(waiting)
    await later
  })
})

describe('a picture that moves', () => {
  test('moves as WebP and as MP4, with its own timing', async () => {
    const file = await blinking(60, [
      [250, 0, 0],
      [0, 250, 0],
      [0, 0, 250],
    ])
    const { content } = await seenBy(await enriched(file, 'image/gif'))
    const webp = await sharp(await download(content.animation.webp), { pages: -1 }).metadata()
    expect(webp).toMatchObject({ format: 'webp', pages: 3, delay: [100, 100, 100], loop: 0 })
    if (ffmpeg) {
      const mp4 = await download(content.animation.mp4)
      expect(mp4.toString('latin1', 4, 8)).toBe('ftyp')
    }
  }, 60_000)

  test.each([
    [
      'has too many frames',
      async () =>
        blinking(
          2,
          Array.from({ length: 700 }, (_, i) => [(i * 83) % 250, 200 * (i % 2), (i * 7) % 250] as const),
        ),
    ],
  ])('but %s is shown by its first', async (_what, make) => {
    const { content } = await seenBy(await enriched(await make(), 'image/gif'))
    expect(content.animation).toBeNull()
    expect(content.renditions.length).toBeGreaterThan(1)
  })
})

describe('the camera', () => {
  const photograph = (width: number) =>
    landscape(width, 300)
      .withExif({
        IFD0: { Make: 'Pinhole', Model: 'One', Artist: 'Ada of Somewhere', Copyright: 'Ada' },
        IFD2: { FNumber: '28/10', ExposureTime: '1/125', ISOSpeedRatings: '200', BodySerialNumber: '0042' },
        IFD3: { GPSLatitudeRef: 'S', GPSLatitude: '22/1 54/1 0/1' },
      })
      .jpeg()
      .toBuffer()
  const nothingElse = {
    make: 'Pinhole',
    model: 'One',
    lens: null,
    exposureTimeS: 0.008,
    fNumber: 2.8,
    iso: 200,
    focalLengthMm: null,
  }

  test('is told to the owner, and to nobody else until the owner shows it', async () => {
    const assetId = await enriched(await photograph(400))
    expect((await seenBy(assetId, ada)).content.camera).toEqual(nothingElse)
    expect((await seenBy(assetId)).content.camera).toBeNull()
    const show = `mutation ($input: UpdateAssetInput!) { updateAsset(input: $input) { userErrors { code } } }`
    await app.ask(show, { input: { assetId: encodeId('Asset', assetId), showCamera: true } }, ada)
    expect((await seenBy(assetId)).content.camera).toEqual(nothingElse)
  })

  test('is all that is kept of the metadata', async () => {
    const assetId = await enriched(await photograph(401))
    const kept = JSON.stringify(await app.ask(`{ __typename }`)) + JSON.stringify(await seenBy(assetId, ada))
    for (const secret of ['Ada', '0042', '22', 'GPS']) {
      expect(kept.includes(`"${secret}`)).toBe(false)
    }
  })
})

describe('near duplicates', () => {
  test('are the same picture in other bytes, for its owner alone', async () => {
    const owner = app.newActor()
    const scene = painted(600, 400, (x, y) => [255 * x, 255 * y, (x - 0.5) ** 2 + (y - 0.3) ** 2 < 0.05 ? 255 : 0])
    const png = await scene.png().toBuffer()
    const one = await enriched(png, 'image/png', owner)
    const other = await enriched(await sharp(png).resize(300).jpeg({ quality: 60 }).toBuffer(), 'image/jpeg', owner)
    const different = await enriched(await landscape(600, 400).jpeg().toBuffer(), 'image/jpeg', owner)
    await enriched(png, 'image/png', ben)

    expect((await seenBy(one, owner)).nearDuplicates).toEqual([{ id: encodeId('Asset', other) }])
    expect((await seenBy(other, owner)).nearDuplicates).toEqual([{ id: encodeId('Asset', one) }])
    expect((await seenBy(different, owner)).nearDuplicates).toEqual([])
    expect((await seenBy(one, ben)).nearDuplicates).toEqual([])
  })
})

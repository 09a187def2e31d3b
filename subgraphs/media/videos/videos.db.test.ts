import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { encodeId } from '@varal/platform/global-ids'
import { Postponed } from '@varal/platform/handlers'
import type { AssetId } from '@varal/schema/ids'
import { ffmpeg } from '@varal/testing/ffmpeg'
import { type LoneSubgraph, loneSubgraph } from '@varal/testing/lone-subgraph'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type MediaWorld, openMedia } from '../media-world.ts'
import { readyInTheEnd } from './finish-video.ts'
import { playableOrFail } from './make-playable.ts'
import { type Clip, drawClip } from './test-clips.ts'

const VideoQuery = `query ($id: ID!) {
  asset(id: $id) {
    kind state placeholder { thumbhash aspectRatio } failure { code retryable attempt }
    content { ... on VideoContent {
      width height durationMs hasSound hls mp4 preview storyboard
      poster { width height dominantColor renditions { url width height } }
    } }
  }
}`

const TEST_MS = 120_000

describe.skipIf(!ffmpeg)('a video', { timeout: TEST_MS }, () => {
  let world: MediaWorld<LoneSubgraph>
  let app: LoneSubgraph
  let ada: ReturnType<LoneSubgraph['newActor']>
  let folder: string
  /** Six seconds with sound, 640 x 480, in both qualities that it gets. */
  let ready: any
  let readyId: AssetId
  let playable: any
  beforeAll(async () => {
    world = await openMedia(loneSubgraph, ffmpeg)
    app = world.app
    ada = app.newActor()
    folder = await mkdtemp(join(tmpdir(), 'clips-'))
    readyId = await uploaded({ width: 640, height: 480, seconds: 6 })
    await playableOrFail(readyId, world.job())
    playable = await seen(readyId)
    await readyInTheEnd(readyId, world.job())
    ready = await seen(readyId)
  }, TEST_MS)
  afterAll(async () => {
    await world?.[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  const uploaded = async (clip: Clip = {}, by = ada, mimeType = 'video/mp4') =>
    world.upload(by, await drawClip(ffmpeg!, folder, clip), mimeType)
  const seen = async (assetId: AssetId) => (await app.ask(VideoQuery, { id: encodeId('Asset', assetId) }, ada)).asset
  const textOf = async (url: string) => (await fetch(url)).text()
  const bytesOf = async (url: string) => Buffer.from(await (await fetch(url)).arrayBuffer())
  const probed = async (url: string) => {
    const args = ['-v', 'error', '-show_streams', '-show_format', '-of', 'json', url]
    return JSON.parse((await promisify(execFile)(ffmpeg!.ffprobe, args)).stdout)
  }
  const told = async (assetId: AssetId) => (await app.announced()).filter(({ data }) => data.assetId === assetId)
  const storedOf = async () => {
    const keys: string[] = []
    for await (const { key } of world.objects.list('renditions', 'videos/')) keys.push(key)
    return keys
  }

  test('is playable in one quality before it is ready in all', async () => {
    expect(playable).toMatchObject({ kind: 'VIDEO', state: 'PLAYABLE', failure: null })
    expect(playable.content).toMatchObject({ width: 640, height: 480, hasSound: true, preview: null, storyboard: null })
    expect((await textOf(playable.content.hls)).match(/RESOLUTION=[\dx]+/g)).toEqual(['RESOLUTION=640x480'])
    expect(playable.placeholder.aspectRatio).toBeCloseTo(4 / 3, 2)

    expect(ready.state).toBe('READY')
    const sizes = (await textOf(ready.content.hls)).match(/RESOLUTION=[\dx]+/g)
    expect(sizes).toEqual(['RESOLUTION=320x240', 'RESOLUTION=640x480'])
    expect((await told(readyId)).map(({ name, data }) => `${name} ${data.kind ?? ''}`.trim())).toEqual([
      'media.upload.created VIDEO',
      'media.upload.finished',
      'media.asset.playable VIDEO',
      'media.asset.ready VIDEO',
    ])
  })

  test('has a poster in the renditions of a picture', async () => {
    const [smallest] = ready.content.poster.renditions
    expect(ready.content.poster).toMatchObject({ width: 640, height: 480 })
    expect(await sharp(await bytesOf(smallest.url)).metadata()).toMatchObject({ width: 236, height: 177 })
  })

  test('says in its master playlist what its renditions really are', async () => {
    const master = await textOf(ready.content.hls)
    for (const [, attributes = '', uri = ''] of master.matchAll(/#EXT-X-STREAM-INF:(.*)\n(.*)/g)) {
      const url = new URL(uri, ready.content.hls).href
      const [largest = 0] = [...(await textOf(url)).matchAll(/BYTERANGE:(\d+)@\d+$/gm)].map(([, bytes]) =>
        Number(bytes),
      )
      const bandwidth = Number(/(?<!AVERAGE-)BANDWIDTH=(\d+)/.exec(attributes)?.[1])
      expect(bandwidth).toBeGreaterThanOrEqual((8 * largest) / 4)
      const { streams } = await probed(url.replace('.m3u8', '.mp4'))
      expect(attributes).toContain(`RESOLUTION=${streams[0].width}x${streams[0].height}`)
      const [, level = ''] = /CODECS="avc1\.6400([0-9a-f]{2}),mp4a\.40\.2"/.exec(attributes)!
      expect(Number.parseInt(level, 16)).toBe(streams[0].level)
    }
  })

  test('has picture and sound at the same time in one file for what plays no HLS, whose index comes first', async () => {
    const { streams, format } = await probed(ready.content.mp4)
    expect(streams.map((one: any) => one.codec_name)).toEqual(['h264', 'aac'])
    expect(Math.abs(Number(streams[0].start_time) - Number(streams[1].start_time))).toBeLessThan(0.025)
    expect(Number(format.duration)).toBeCloseTo(6, 0)
    const file = await bytesOf(ready.content.mp4)
    expect(file.indexOf('moov')).toBeLessThan(file.indexOf('mdat'))
  })

  test('has a storyboard whose cues lie on its sheet, and a preview that moves', async () => {
    const cues = [...(await textOf(ready.content.storyboard)).matchAll(/^(.*)#xywh=(\d+),(\d+),(\d+),(\d+)$/gm)]
    expect(cues).toHaveLength(6)
    const sheet = await bytesOf(new URL(cues[0]![1]!, ready.content.storyboard).href)
    const { width = 0, height = 0 } = await sharp(sheet).metadata()
    for (const [, , x, y, w, h] of cues) {
      expect(Number(x) + Number(w)).toBeLessThanOrEqual(width)
      expect(Number(y) + Number(h)).toBeLessThanOrEqual(height)
    }
    expect((await bytesOf(ready.content.preview)).indexOf('ANMF')).toBeGreaterThan(0)
  })

  test('without sound, lying on its side and at a variable rate is upright, silent and even', async () => {
    const uneven = ['-vf', "select='not(eq(mod(n,5),3))'", '-fps_mode', 'vfr']
    const clip = { width: 320, height: 180, seconds: 2, hasSound: false, turned: 90, more: uneven } as const
    const assetId = await uploaded(clip)
    await playableOrFail(assetId, world.job())
    const { state, content } = await seen(assetId)
    expect({ state, width: content.width, height: content.height }).toEqual({
      state: 'PLAYABLE',
      width: 180,
      height: 320,
    })
    expect(content.hasSound).toBe(false)
    const { streams } = await probed(content.mp4)
    expect(streams).toHaveLength(1)
    expect(streams[0]).toMatchObject({ width: 180, height: 320, avg_frame_rate: streams[0].r_frame_rate })
    expect(streams[0].side_data_list).toBeUndefined()
  })

  test('in HDR is shown in the colours of an ordinary screen', async () => {
    const light = ['-color_primaries', 'bt2020', '-color_trc', 'smpte2084', '-colorspace', 'bt2020nc']
    const more = ['-c:v', 'libx265', '-x265-params', 'log-level=none', '-pix_fmt', 'yuv420p10le', ...light]
    const assetId = await uploaded({ width: 320, height: 180, seconds: 1, hasSound: false, more })
    await playableOrFail(assetId, world.job())
    const { streams } = await probed((await seen(assetId)).content.mp4)
    expect(streams[0]).toMatchObject({ pix_fmt: 'yuv420p', color_space: 'bt709', color_transfer: 'bt709' })
  })

  test('keeps nothing of where and by whom it was taken', async () => {
    const place = ['-metadata', 'location=+48.85+002.35/', '-metadata', 'artist=Ada', '-movflags', 'use_metadata_tags']
    const assetId = await uploaded({ width: 160, height: 120, seconds: 1, more: place })
    await playableOrFail(assetId, world.job())
    const { content } = await seen(assetId)
    const words = (await bytesOf(content.mp4)).toString('latin1')
    expect(words).not.toMatch(/48\.85|Ada/)
  })

  test('of a browser, which does not say how long it is, is played', async () => {
    const clip = {
      width: 160,
      height: 120,
      seconds: 2,
      hasSound: false,
      as: 'webm',
      more: ['-f', 'webm', '-live', '1'],
    }
    const assetId = await uploaded(clip, ada, 'video/webm')
    await playableOrFail(assetId, world.job())
    const { state, failure, content } = await seen(assetId)
    expect({ state, failure }).toEqual({ state: 'PLAYABLE', failure: null })
    expect(content.durationMs).toBeGreaterThan(1_800)
  })

  test('that is none fails with its reason, and nothing of it is kept', async () => {
    const before = await storedOf()
    const assetId = await world.upload(ada, Buffer.from('#EXTM3U\n#EXTINF:4,\nother.ts\n'), 'video/mp4')
    await playableOrFail(assetId, world.job())
    expect(await seen(assetId)).toMatchObject({
      state: 'FAILED',
      failure: { code: 'NOT_A_VIDEO', retryable: false },
      content: null,
    })
    expect(await storedOf()).toEqual(before)
  })

  test('is tried three times when it is not at fault, and a stop is no try', async () => {
    const assetId = await uploaded({ width: 160, height: 120, seconds: 1, framesPerSecond: 25 })
    const broken = { ffmpeg: ffmpeg!.ffmpeg, ffprobe: '/nonexistent' }
    const stopped = AbortSignal.abort(new Error('The process stops'))
    const run = (more: object) => playableOrFail(assetId, world.job(more)).catch((error: Error) => error.name)
    expect(await run({ signal: stopped })).toBe('AbortError')
    for (let attempt = 1; attempt < 3; attempt++) {
      await run({ ffmpeg: broken })
      expect((await seen(assetId)).state).toBe('PROCESSING')
    }
    await run({ ffmpeg: broken })
    expect(await seen(assetId)).toMatchObject({
      state: 'FAILED',
      failure: { code: 'PROCESSING_FAILED', retryable: true },
    })
  })

  test('of a person with many gives way to the first of another', async () => {
    const [many, other] = [app.newActor(), app.newActor()]
    const clip = (framesPerSecond: number) => ({ width: 64, height: 64, seconds: 1, framesPerSecond, hasSound: false })
    const [first, second] = [await uploaded(clip(10), many), await uploaded(clip(11), many)]
    const another = await uploaded(clip(10), other)
    await expect(playableOrFail(second!, world.job())).rejects.toThrow(Postponed)
    await playableOrFail(first!, world.job())
    await expect(playableOrFail(second!, world.job())).rejects.toThrow(Postponed)
    await playableOrFail(another, world.job())
    await playableOrFail(second!, world.job())
  })

  test('is shown once, whoever makes it and however often, and no object is there twice', async () => {
    const before = await storedOf()
    const assetId = await uploaded({ width: 160, height: 120, seconds: 1, framesPerSecond: 20 })
    await Promise.all([playableOrFail(assetId, world.job()), playableOrFail(assetId, world.job())])
    await playableOrFail(assetId, world.job())
    expect((await told(assetId)).filter(({ name }) => name === 'media.asset.playable')).toHaveLength(1)
    const names = (await storedOf()).filter((key) => !before.includes(key)).map((key) => key.split('/').at(-1))
    expect(names.sort()).toEqual(['240.m3u8', '240.mp4', 'audio.m3u8', 'audio.mp4', 'master.m3u8', 'video.mp4'])
  })

  test('leaves no files behind', async () => {
    const own = `-${process.pid}-`
    const left = (await readdir(tmpdir())).filter((name) => name.startsWith('varal-video-') && name.includes(own))
    expect(left).toEqual([])
  })
})

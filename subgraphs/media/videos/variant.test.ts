import { describe, expect, test } from 'vitest'
import { masterPlaylist } from './master-playlist.ts'
import { requireWhole } from './require-whole.ts'
import { measureTrack, type Variant } from './variant.ts'

const playlist = (...segments: readonly (readonly [seconds: number, bytes: number])[]) =>
  [
    '#EXTM3U',
    '#EXT-X-TARGETDURATION:4',
    '#EXT-X-MAP:URI="720.mp4",BYTERANGE="826@0"',
    ...segments.flatMap(([seconds, bytes]) => [`#EXTINF:${seconds},`, `#EXT-X-BYTERANGE:${bytes}@9`, '720.mp4']),
    '#EXT-X-ENDLIST',
  ].join('\n')

describe('a track', () => {
  test('is as dense as its densest stretch of about a segment', () => {
    expect(measureTrack(playlist([4, 1_000], [4, 3_000], [4, 500]))).toEqual({
      bandwidth: 6_000,
      averageBandwidth: 3_000,
      durationMs: 12_000,
    })
  })

  test('is not judged by a last segment of one frame', () => {
    expect(measureTrack(playlist([4, 1_000], [0.03, 500])).bandwidth).toBe(Math.ceil((8 * 1_500) / 4.03))
  })

  test('shorter than half a segment is as dense as it is', () => {
    expect(measureTrack(playlist([1, 1_000])).bandwidth).toBe(8_000)
  })

  test('of nothing is no track', () => {
    expect(() => measureTrack(playlist())).toThrow('NOT_A_VIDEO')
  })

  test('that lacks more than a second and two percent of its source is damaged', () => {
    expect(() => requireWhole({ durationMs: 9_100 }, { durationMs: 10_000 })).not.toThrow()
    expect(() => requireWhole({ durationMs: 8_900 }, { durationMs: 10_000 })).toThrow('DAMAGED')
    expect(() => requireWhole({ durationMs: 295_000 }, { durationMs: 300_000 })).not.toThrow()
  })
})

describe('a master playlist', () => {
  const variant = (width: number, bandwidth: number, key: string): Variant => ({
    ...{ width, height: 240, bandwidth, averageBandwidth: bandwidth - 1, durationMs: 1, codecs: 'avc1.64000d', key },
    frameRate: 30_000 / 1_001,
  })

  test('names its renditions smallest first, each with the sound, relative to itself', () => {
    const sound = { key: 'videos/s/first-1/audio.m3u8', bandwidth: 10, averageBandwidth: 9 }
    const variants = [variant(854, 200, 'videos/s/first-1/480.m3u8'), variant(426, 100, 'videos/s/rest-2/240.m3u8')]
    expect(masterPlaylist('videos/s/rest-2/master.m3u8', variants, sound).split('\n').slice(3)).toEqual([
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="Original",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="../first-1/audio.m3u8"',
      '#EXT-X-STREAM-INF:BANDWIDTH=110,AVERAGE-BANDWIDTH=108,CODECS="avc1.64000d,mp4a.40.2",RESOLUTION=426x240,FRAME-RATE=29.970,AUDIO="sound"',
      '240.m3u8',
      '#EXT-X-STREAM-INF:BANDWIDTH=210,AVERAGE-BANDWIDTH=208,CODECS="avc1.64000d,mp4a.40.2",RESOLUTION=854x240,FRAME-RATE=29.970,AUDIO="sound"',
      '../first-1/480.m3u8',
      '',
    ])
  })

  test('of a silent video promises no sound', () => {
    expect(masterPlaylist('a/m.m3u8', [variant(426, 100, 'a/240.m3u8')], null)).not.toMatch(/AUDIO|mp4a/)
  })
})

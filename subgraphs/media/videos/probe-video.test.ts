import { describe, expect, test } from 'vitest'
import { frameRateOf } from './frame-rate.ts'
import { sourceOf } from './probe-video.ts'
import { sniffContainer } from './sniff-container.ts'
import { planStoryboard, storyboardVtt } from './storyboard.ts'

const stream = {
  ...{ index: 0, codec_type: 'video', codec_name: 'h264', width: 1920, height: 1080, sample_aspect_ratio: '1:1' },
  ...{ avg_frame_rate: '30/1', color_transfer: 'bt709', disposition: { attached_pic: 0 }, side_data_list: [] },
}
const sound = { ...stream, index: 1, codec_type: 'audio', codec_name: 'aac', width: 0, height: 0 }
const probe = (streams: readonly object[], format: object = { duration: 5 }) =>
  sourceOf({ streams, format } as never, 'mov')

describe('what a file holds', () => {
  test('is its picture, its sound and their length', () => {
    expect(probe([stream, sound])).toMatchObject({ videoStream: 0, audioStream: 1, width: 1920, durationMs: 5_000 })
    expect(probe([stream])).toMatchObject({ audioStream: null })
  })

  test('is measured upright and with square pixels', () => {
    expect(probe([{ ...stream, side_data_list: [{ rotation: -90 }] }])).toMatchObject({ width: 1080, height: 1920 })
    expect(probe([{ ...stream, width: 1440, sample_aspect_ratio: '4:3' }])).toMatchObject({ width: 1920, height: 1080 })
  })

  test('is found behind a cover picture', () => {
    const cover = { ...stream, disposition: { attached_pic: 1 } }
    expect(probe([cover, { ...stream, index: 1 }])).toMatchObject({ videoStream: 1 })
    expect(() => probe([cover, sound])).toThrow('NOT_A_VIDEO')
  })

  test.each([
    ['no picture', [sound], 'NOT_A_VIDEO'],
    ['no frames', [{ ...stream, avg_frame_rate: '0/0' }], 'NOT_A_VIDEO'],
    ['too many frames', [{ ...stream, avg_frame_rate: '1000/1' }], 'TOO_MANY_FRAMES'],
    ['too many streams', Array.from({ length: 9 }, () => stream), 'TOO_MANY_STREAMS'],
    ['a codec that nobody records with', [{ ...stream, codec_name: 'indeo5' }], 'UNSUPPORTED_CODEC'],
    ['a side beyond the limit', [{ ...stream, width: 8_192 }], 'TOO_LONG_SIDE'],
    [
      'a side beyond the limit once its pixels are square',
      [{ ...stream, sample_aspect_ratio: '9:1' }],
      'TOO_LONG_SIDE',
    ],
    ['a strip', [{ ...stream, height: 40 }], 'TOO_NARROW'],
  ])('with %s is refused', (_what, streams, code) => {
    expect(() => probe(streams)).toThrow(code)
  })

  test('is refused when it is too long, or has no length; one that does not say is counted', () => {
    expect(() => probe([stream], { duration: 11 * 60 })).toThrow('TOO_LONG')
    expect(() => probe([stream], { duration: 0.01 })).toThrow('NOT_A_VIDEO')
    expect(probe([stream], {}).durationMs).toBe(0)
  })

  test('has light beyond an ordinary screen if it says so', () => {
    expect(probe([{ ...stream, color_transfer: 'smpte2084' }]).isHdr).toBe(true)
    expect(probe([stream]).isHdr).toBe(false)
  })
})

test('a variable rate becomes the usual one beside it, and none is beyond 60', () => {
  expect(frameRateOf('30000/1001', 240)).toBe('30000/1001')
  expect(frameRateOf('29812/1000', 240)).toBe('30000/1001')
  expect(frameRateOf('12/1', 240)).toBe('12000/1000')
  expect(frameRateOf('240/1', 240)).toBe('60/1')
})

test('a container is known by its bytes, and pictures and playlists are none', () => {
  const box = (brand: string) => Buffer.from(`\0\0\0\x18ftyp${brand}\0\0\0\0`, 'latin1')
  expect(sniffContainer(box('isom'))).toBe('mov')
  expect(sniffContainer(box('qt  '))).toBe('mov')
  expect(sniffContainer(box('heic'))).toBeNull()
  expect(sniffContainer(Buffer.from('\x1a\x45\xdf\xa3\x9fB\x86\x81\x01webm', 'latin1'))).toBe('matroska')
  for (const other of ['#EXTM3U\n#EXT-X-VERSION:3', 'ffconcat version 1.0\nfile other', 'RIFF....AVI ', ''])
    expect(sniffContainer(Buffer.from(other))).toBeNull()
})

test('a storyboard stands for all of a video with at most a hundred pictures', () => {
  const source = { width: 1920, height: 1080 }
  expect(planStoryboard(5_400, source)).toMatchObject({
    count: 5,
    columns: 5,
    rows: 1,
    everyS: 1,
    width: 160,
    height: 90,
  })
  expect(planStoryboard(600_000, source)).toMatchObject({ count: 100, columns: 10, rows: 10, everyS: 6 })
  expect(planStoryboard(300, source)).toMatchObject({ count: 1, columns: 1 })
  expect(storyboardVtt(planStoryboard(12_500, source), 12_500, 's.jpg')).toContain(
    '00:00:11.000 --> 00:00:12.500\ns.jpg#xywh=160,90,160,90',
  )
})

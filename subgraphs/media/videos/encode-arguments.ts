import type { Capabilities } from '../ffmpeg/capabilities.ts'
import { INPUT, inputArguments } from './input-file.ts'
import type { Ladder, PlannedRendition } from './plan-ladder.ts'
import type { Size, Source } from './source.ts'
import type { Storyboard } from './storyboard.ts'

/** What one reading of the input makes, by name in the job's folder. */
export const POSTER = 'poster.png'
export const STORYBOARD = 'storyboard.jpg'
export const PREVIEW = 'preview.webp'

/** In seconds. Renditions are cut at the same frames, so that a player may change between them at any cut. */
const SEGMENT_S = 4
const PREVIEW_S = 3
const PREVIEW_FRAMES_PER_SECOND = 8

/**
 * To the first rendition, the sound and a picture of it. Sound is levelled to -16 LUFS with peaks of -1.5 dBTP (EBU R 128's
 * measure, at the level that phones and streaming have) as it passes.
 */
export function firstArguments(source: Source, { first }: Ladder, can: Capabilities): string[] {
  const steps = [
    `[0:${source.videoStream}]${shown(source, first, can)},split=2[v][p]`,
    `[p]select='gte(t,${posterS(source)})'[poster]`,
  ]
  return [
    ...reading(source),
    ...['-filter_complex', steps.join(';')],
    ...rendition('[v]', first),
    ...(source.audioStream === null ? [] : sound(source.audioStream)),
    ...['-map', '[poster]', '-frames:v', '1', '-c:v', 'png', '-f', 'image2', '-update', '1', POSTER],
  ]
}

/** To the other renditions, the storyboard and the preview: scaled from each other, largest first. */
export function restArguments(source: Source, { first, rest }: Ladder, story: Storyboard, can: Capabilities): string[] {
  const steps: string[] = []
  const [top = first] = rest
  steps.push(`[0:${source.videoStream}]${shown(source, top, can)}[s0]`)
  for (const [i, one] of rest.entries()) {
    const scaled = i === 0 ? '' : `scale=${sizeOf(one)}:flags=bicubic,`
    steps.push(`[s${i}]${scaled}split=2[v${i}][s${i + 1}]`)
  }
  const last = `s${rest.length}`
  const isMoving = can.writesAnimatedWebp
  const { width, height, columns, rows, everyS } = story
  steps.push(
    `[${last}]split=${isMoving ? 2 : 1}[a]${isMoving ? '[b]' : ''}`,
    `[a]fps=${1 / everyS},scale=${width}:${height},tile=${columns}x${rows}[story]`,
  )
  if (isMoving) {
    const from = posterS(source)
    const fast = `fps=${PREVIEW_FRAMES_PER_SECOND}`
    steps.push(
      `[b]trim=start=${from}:duration=${PREVIEW_S},setpts=PTS-STARTPTS,${fast},scale=${2 * width}:${2 * height}[preview]`,
    )
  }
  return [
    ...reading(source),
    ...['-filter_complex', steps.join(';')],
    ...rest.flatMap((one, i) => rendition(`[v${i}]`, one)),
    ...['-map', '[story]', '-frames:v', '1', '-c:v', 'mjpeg', '-q:v', '5', '-f', 'image2', '-update', '1', STORYBOARD],
    ...(isMoving
      ? [
          '-map',
          '[preview]',
          '-c:v',
          'libwebp_anim',
          '-loop',
          '0',
          '-q:v',
          '50',
          '-compression_level',
          '2',
          '-f',
          'webp',
          PREVIEW,
        ]
      : []),
  ]
}

/** From a rendition and the sound to one file that everything plays, without decoding. Its index comes first. */
export const fallbackArguments = ({ first }: Ladder, hasSound: boolean, file: string): string[] => [
  ...QUIET,
  ...[...inputArguments('mov'), '-i', `${first.step}.mp4`],
  ...(hasSound ? [...inputArguments('mov'), '-i', 'audio.mp4'] : []),
  ...['-map', '0:v', ...(hasSound ? ['-map', '1:a'] : []), '-c', 'copy', '-map_metadata', '-1'],
  ...['-movflags', '+faststart', '-f', 'mp4', file],
]

const QUIET = ['-nostdin', '-hide_banner', '-loglevel', 'error', '-y']

/** Whatever is wrong with the input ends the program: half a video is no video. Progress comes on standard output. */
const reading = ({ container }: Source) => [
  ...QUIET,
  ...['-progress', 'pipe:1', '-stats_period', '1'],
  ...['-xerror', '-err_detect', 'explode'],
  ...[...inputArguments(container), '-i', INPUT],
]

/** What is seen, at a constant rate, upright (ffmpeg turns it by itself), with square pixels, in 8 bits. */
function shown({ frameRate, isHdr }: Source, size: Size, can: Capabilities): string {
  const ordinary = isHdr && can.tonemaps ? `,${TONEMAP}` : ''
  return `fps=${frameRate},scale=${sizeOf(size)}:flags=bicubic,setsar=1${ordinary},format=yuv420p`
}

/** HDR to BT.709, in linear light. After scaling: it costs by the pixel. */
const TONEMAP =
  'zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=tv'

/** A second into it: many begin black. */
const posterS = ({ durationMs }: Source) => Math.min(1, durationMs / 4_000)

const sizeOf = ({ width, height }: Size) => `${width}:${height}`

/**
 * Without B-frames: stored in another order than shown, they begin two frames late, which players see as a hole at the start
 * and hear as sound that is early. It costs a few percent of bytes, and saves some of the work.
 */
const rendition = (pad: string, { step, bitrateMax }: PlannedRendition) => [
  ...['-map', pad, '-c:v', 'libx264', '-preset', 'superfast', '-profile:v', 'high', '-bf', '0', '-crf', '23'],
  ...['-maxrate', String(bitrateMax), '-bufsize', String(2 * bitrateMax)],
  ...['-force_key_frames', `expr:gte(t,n_forced*${SEGMENT_S})`, '-sc_threshold', '0', '-g', '600'],
  ...hls(String(step)),
]

const sound = (stream: number) => [
  ...['-map', `0:${stream}`, '-af', 'loudnorm=I=-16:TP=-1.5:LRA=11', '-ar', '48000', '-ac', '2'],
  ...['-c:a', 'aac', '-b:a', '128k'],
  ...hls('audio'),
]

/** One file with a playlist of byte ranges: as many objects as renditions, however long the video is. */
const hls = (name: string) => [
  ...['-map_metadata', '-1', '-map_chapters', '-1', '-f', 'hls', '-hls_time', String(SEGMENT_S)],
  ...['-hls_playlist_type', 'vod', '-hls_segment_type', 'fmp4', '-hls_flags', 'single_file+independent_segments'],
  ...['-hls_segment_filename', `${name}.mp4`, `${name}.m3u8`],
]

import { z } from 'zod'
import { type ProgramRun, runProgram } from '../ffmpeg/run-program.ts'
import { UnusableFile } from '../unusable-file.ts'
import { videoLimits as limits } from '../video-limits.ts'
import { frameRateOf } from './frame-rate.ts'
import { INPUT, inputArguments } from './input-file.ts'
import { readsFile } from './run-ffmpeg.ts'
import type { Container } from './sniff-container.ts'
import type { Source } from './source.ts'

/** Decoders that run on strangers' bytes. Each is one that phones, cameras, screen recorders or browsers write. */
const VIDEO_CODECS = ['h264', 'hevc', 'vp8', 'vp9', 'av1', 'mpeg4', 'prores', 'mjpeg']
const AUDIO_CODECS = [
  'aac',
  'mp3',
  'opus',
  'vorbis',
  'alac',
  'ac3',
  'eac3',
  'pcm_s16le',
  'pcm_s24le',
  'pcm_s16be',
  'pcm_f32le',
]
const PROBE_MS_MAX = 20_000
const HDR_TRANSFERS = ['smpte2084', 'arib-std-b67']

const stream = z.object({
  index: z.int(),
  codec_type: z.string().default('unknown'),
  codec_name: z.string().default('unknown'),
  width: z.int().default(0),
  height: z.int().default(0),
  sample_aspect_ratio: z.string().default('1:1'),
  avg_frame_rate: z.string().default('0/0'),
  color_transfer: z.string().default('unknown'),
  duration: z.coerce.number().optional(),
  disposition: z.object({ attached_pic: z.int().default(0) }).default({ attached_pic: 0 }),
  side_data_list: z.array(z.object({ rotation: z.number().optional() })).default([]),
})
const probed = z.object({
  streams: z.array(stream),
  format: z.object({ duration: z.coerce.number().optional() }).default({}),
})

type Run = Pick<ProgramRun, 'cwd' | 'signal' | 'limits'>

/** What a file holds, from its headers. @throws UnusableFile if it cannot be played, or is beyond the limits. */
export async function probeVideo(ffprobe: string, container: Container, run: Run): Promise<Source> {
  const args = ['-v', 'error', ...inputArguments(container), '-show_streams', '-show_format', '-of', 'json', INPUT]
  const output = await readsFile(runProgram(ffprobe, args, { ...run, timeoutMs: PROBE_MS_MAX }))
  const parsed = probed.safeParse(JSON.parse(output))
  if (!parsed.success) throw new UnusableFile('DAMAGED', { cause: parsed.error })
  return sourceOf(parsed.data, container)
}

/** @throws UnusableFile */
export function sourceOf({ streams, format }: z.output<typeof probed>, container: Container): Source {
  if (streams.length > limits.streamsMax) throw new UnusableFile('TOO_MANY_STREAMS')
  const video = streams.find((one) => one.codec_type === 'video' && one.disposition.attached_pic === 0)
  const audio = streams.find((one) => one.codec_type === 'audio')
  if (!video || video.width < 2 || video.height < 2) throw new UnusableFile('NOT_A_VIDEO')
  if (!VIDEO_CODECS.includes(video.codec_name)) throw new UnusableFile('UNSUPPORTED_CODEC')
  if (audio && !AUDIO_CODECS.includes(audio.codec_name)) throw new UnusableFile('UNSUPPORTED_CODEC')
  const frameRate = frameRateOf(video.avg_frame_rate, limits.framesPerSecondMax)

  const [stretch = 1, by = 1] = video.sample_aspect_ratio.split(':').map(Number)
  const width = stretch > 0 && by > 0 ? Math.round((video.width * stretch) / by) : video.width
  const [short, long] = width < video.height ? [width, video.height] : [video.height, width]
  if (long > limits.sidePxMax || video.width > limits.sidePxMax) throw new UnusableFile('TOO_LONG_SIDE')
  if (long > short * limits.ratioMax) throw new UnusableFile('TOO_NARROW')

  const durationMs = Math.round((video.duration || format.duration || 0) * 1_000)
  if (durationMs > limits.durationMsMax) throw new UnusableFile('TOO_LONG')
  // A browser's recording does not say how long it is; what says that it has no length is no video.
  const saysLength = (video.duration ?? format.duration) !== undefined
  if (saysLength && durationMs < limits.durationMsMin) throw new UnusableFile('NOT_A_VIDEO')

  const turn = Math.abs(video.side_data_list.find(({ rotation }) => rotation !== undefined)?.rotation ?? 0) % 180
  const isTurned = turn > 45 && turn < 135
  return {
    container,
    videoStream: video.index,
    audioStream: audio?.index ?? null,
    width: isTurned ? video.height : width,
    height: isTurned ? width : video.height,
    durationMs,
    frameRate,
    isHdr: HDR_TRANSFERS.includes(video.color_transfer),
  }
}

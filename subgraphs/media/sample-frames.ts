import { open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Job } from '@varal/platform/handlers'
import type { AssetRow } from './assets/tables.ts'
import { openFrames } from './decoder.ts'
import { openJobFolder } from './ffmpeg/job-folder.ts'
import { readOriginal } from './images/read-original.ts'
import { renditionsOf } from './images/reads.ts'
import type { Pixels } from './safety/classifier.ts'
import { inputArguments } from './videos/input-file.ts'
import { requireFfmpeg } from './videos/make-playable.ts'
import { videosOf } from './videos/reads.ts'
import { runFfmpeg } from './videos/run-ffmpeg.ts'
import { limitsFor } from './videos/stage-terms.ts'

/** Of a video: one a second, fewer of a long one, and where the scene changes. */
const FRAMES_MAX = 60
/** Of a picture that moves: evenly. */
const STILLS_MAX = 16
const SAMPLING_MS_MAX = 120_000

/** What an asset shows, as the classifier takes it, one frame at a time. The first is that of its poster, or the picture. */
export async function* sampleFrames(asset: AssetRow, sidePx: number, job: Job): AsyncGenerator<Pixels> {
  yield await shownPicture(asset, sidePx, job)
  if (asset.kind === 'VIDEO') yield* videoFrames(asset, sidePx, job)
  else if ((asset.frames ?? 1) > 1) yield* laterFrames(asset, sidePx, job)
}

/** Of the smallest rendition that is large enough: the original need not be read again. */
async function shownPicture(asset: AssetRow, sidePx: number, { db, objects }: Job): Promise<Pixels> {
  const webps = (await renditionsOf(db)([asset.id])).filter(({ format }) => format === 'WEBP')
  const rendition = webps.find(({ width }) => width > sidePx) ?? webps.at(-1)
  if (!rendition) throw new Error(`The asset ${asset.id} has no renditions`)
  return square(await collect(await objects.get('renditions', rendition.key)), sidePx, 0)
}

async function* laterFrames(asset: AssetRow, sidePx: number, job: Job): AsyncGenerator<Pixels> {
  const file = await readOriginal(asset, job)
  const frames = asset.frames ?? 1
  const step = Math.max(1, frames / STILLS_MAX)
  for (let frame = step; frame < frames; frame += step) {
    job.signal.throwIfAborted()
    yield await square(file, sidePx, Math.floor(frame))
  }
}

async function* videoFrames(asset: AssetRow, sidePx: number, job: Job): AsyncGenerator<Pixels> {
  const [video] = await videosOf(job.db)([asset.id])
  if (!video) throw new Error(`The asset ${asset.id} has nothing to play`)
  const { ffmpeg } = requireFfmpeg(job)
  await using folder = await openJobFolder()
  await writeFile(join(folder.path, PLAYED), await job.objects.get('renditions', video.mp4Key), { signal: job.signal })
  const spacingS = Math.max(1, video.durationMs / 1_000 / FRAMES_MAX)
  const chosen = `isnan(prev_selected_t)+gte(t-prev_selected_t\\,${spacingS})+gt(scene\\,0.4)`
  await runFfmpeg(
    ffmpeg,
    [
      ...['-nostdin', '-hide_banner', '-loglevel', 'error', '-y', ...inputArguments('mov'), '-i', PLAYED, '-an'],
      ...['-vf', `scale=${sidePx}:${sidePx},select='${chosen}'`, '-vsync', 'vfr', '-frames:v', `${FRAMES_MAX}`],
      ...['-f', 'rawvideo', '-pix_fmt', 'rgb24', FRAMES],
    ],
    {
      cwd: folder.path,
      signal: job.signal,
      timeoutMs: SAMPLING_MS_MAX,
      limits: limitsFor(SAMPLING_MS_MAX),
      niceness: 10,
      durationMs: 0,
    },
  )
  const file = await open(join(folder.path, FRAMES))
  try {
    const bytes = 3 * sidePx * sidePx
    for (;;) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes)
      if (bytesRead < bytes) return
      yield buffer
    }
  } finally {
    await file.close()
  }
}

const PLAYED = 'played.mp4'
const FRAMES = 'frames.rgb'

/** Pressed into a square, as the model was taught. */
const square = (file: Buffer, sidePx: number, frame: number): Promise<Pixels> =>
  openFrames(file, { page: frame, pages: 1 })
    .resize(sidePx, sidePx, { fit: 'fill' })
    .flatten({ background: 'white' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer()

async function collect(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

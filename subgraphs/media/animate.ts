import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Job } from '@varal/platform/handlers'
import { openFrames } from './decoder.ts'
import { openJobFolder } from './ffmpeg/job-folder.ts'
import { runFfmpeg } from './videos/run-ffmpeg.ts'
import { limitsFor } from './videos/stage-terms.ts'

export interface Animation {
  readonly webp: Buffer
  /** null where the machine has no ffmpeg. */
  readonly mp4: Buffer | null
}

/** What is more is shown by its first picture: all frames are held in memory at once. */
const FRAMES_MAX = 600
const WIDTH_MAX_PX = 736
/** Browsers show what states less than 20 ms as if it stated 100 ms. */
const [DELAY_MIN_MS, DELAY_MS] = [20, 100]
const DURATION_MS_MAX = 120_000
const ENCODE_MS_MAX = 60_000

/** A picture that moves, again as such, without anything else of the file; null if it is too long. @throws UnusableFile */
export async function animate(
  file: Buffer,
  frames: number,
  job: Pick<Job, 'ffmpeg' | 'signal'>,
): Promise<Animation | null> {
  if (frames > FRAMES_MAX) return null
  const all = openFrames(file, { pages: -1 })
  const { width, pageHeight, delay = [] } = await all.metadata()
  const delays = Array.from({ length: frames }, (_, i) => ((delay[i] ?? 0) < DELAY_MIN_MS ? DELAY_MS : delay[i]!))
  if (!width || !pageHeight || delays.reduce((sum, one) => sum + one, 0) > DURATION_MS_MAX) return null
  const sized = all.resize({ width: Math.min(WIDTH_MAX_PX, width), withoutEnlargement: true })
  const webp = await sized.clone().webp({ quality: 75, effort: 2, delay: delays, loop: 0 }).toBuffer()
  return { webp, mp4: job.ffmpeg && (await film(webp, delays, job.ffmpeg.ffmpeg, job.signal)) }
}

/** Of pictures that we have drawn ourselves: ffmpeg meets none of the stranger's bytes. */
async function film(webp: Buffer, delays: readonly number[], ffmpeg: string, signal: AbortSignal): Promise<Buffer> {
  await using folder = await openJobFolder()
  const list = ['ffconcat version 1.0']
  for (const [i, delayMs] of delays.entries()) {
    signal.throwIfAborted()
    const name = `${i}.jpg`
    const still = await openFrames(webp, { page: i, pages: 1 })
      .flatten({ background: 'white' })
      .jpeg({ quality: 92 })
      .toBuffer()
    await writeFile(join(folder.path, name), still)
    list.push(`file ${name}`, `duration ${delayMs / 1_000}`)
  }
  // The last again: of a list, ffmpeg takes the last one's duration for nothing.
  list.push(`file ${delays.length - 1}.jpg`)
  await writeFile(join(folder.path, LIST), list.join('\n'))
  const args = [
    ...['-nostdin', '-hide_banner', '-loglevel', 'error', '-y', '-f', 'concat', '-i', LIST],
    ...['-vf', 'pad=ceil(iw/2)*2:ceil(ih/2)*2:color=white,format=yuv420p', '-vsync', 'vfr', '-c:v', 'libx264'],
    ...['-preset', 'veryfast', '-crf', '26', '-movflags', '+faststart', '-map_metadata', '-1', FILM],
  ]
  const limits = limitsFor(ENCODE_MS_MAX)
  await runFfmpeg(ffmpeg, args, {
    cwd: folder.path,
    signal,
    timeoutMs: ENCODE_MS_MAX,
    limits,
    niceness: 10,
    durationMs: 0,
  })
  return readFile(join(folder.path, FILM))
}

const LIST = 'frames.txt'
const FILM = 'film.mp4'

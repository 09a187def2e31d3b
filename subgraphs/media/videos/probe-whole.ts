import type { Ffmpeg } from '@varal/platform/ffmpeg'
import { type ProgramRun, runProgram } from '../ffmpeg/run-program.ts'
import { UnusableFile } from '../unusable-file.ts'
import { videoLimits } from '../video-limits.ts'
import { INPUT, inputArguments } from './input-file.ts'
import { probeVideo } from './probe-video.ts'
import { readsFile } from './run-ffmpeg.ts'
import { sniffContainer } from './sniff-container.ts'
import type { Source } from './source.ts'

const COUNT_MS_MAX = 60_000

/** What the file in the job's folder holds, with a length in any case. @throws UnusableFile */
export async function probeWhole({ ffmpeg, ffprobe }: Ffmpeg, head: Buffer, run: ProgramRun): Promise<Source> {
  const container = sniffContainer(head)
  if (!container) throw new UnusableFile('NOT_A_VIDEO')
  const source = await probeVideo(ffprobe, container, run)
  if (source.durationMs > 0) return source
  const durationMs = await countedDurationMs(ffmpeg, source, run)
  if (durationMs > videoLimits.durationMsMax) throw new UnusableFile('TOO_LONG')
  if (durationMs < videoLimits.durationMsMin) throw new UnusableFile('NOT_A_VIDEO')
  return { ...source, durationMs }
}

/** By going through all packets, undecoded: browsers write recordings as they come, and never how long they became. */
async function countedDurationMs(ffmpeg: string, { container, videoStream }: Source, run: ProgramRun): Promise<number> {
  const args = ['-nostdin', '-v', 'error', '-progress', 'pipe:1', ...inputArguments(container), '-i', INPUT]
  const copying = ['-map', `0:${videoStream}`, '-c', 'copy', '-f', 'null', '-']
  const told = await readsFile(runProgram(ffmpeg, [...args, ...copying], { ...run, timeoutMs: COUNT_MS_MAX }))
  return Math.round(Number([...told.matchAll(/^out_time_us=(\d+)$/gm)].at(-1)?.[1] ?? 0) / 1_000)
}

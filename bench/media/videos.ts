import { spawn } from 'node:child_process'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { capabilitiesOf } from '@varal/media/ffmpeg/capabilities'
import { firstArguments, restArguments } from '@varal/media/videos/encode-arguments'
import { INPUT } from '@varal/media/videos/input-file'
import { planLadder } from '@varal/media/videos/plan-ladder'
import type { Source } from '@varal/media/videos/source'
import { planStoryboard } from '@varal/media/videos/storyboard'
import type { Ffmpeg } from '@varal/platform/ffmpeg'

/** CPU and wall seconds of all programs of one way. */
export interface Cost {
  readonly cpuS: number
  readonly wallS: number
}

export interface VideoCosts {
  /** 720p with sound and poster: until it can be played. */
  readonly first: Cost
  /** And 1080, 480, 240, storyboard and preview. */
  readonly rest: Cost
  /** 720, 480 and 240 with a poster: an ffmpeg for each, with the usual preset. */
  readonly oneByOne: Cost
  /** The same three with sound, poster, storyboard and preview, as it is done here: 720 first, then the others. */
  readonly ours: Cost
}

const sourceOf = (seconds: number): Source => ({
  ...{ container: 'mov', videoStream: 0, audioStream: 1, width: 1920, height: 1080, durationMs: seconds * 1_000 },
  ...{ frameRate: '30/1', isHdr: false },
})

/** Of seconds of 1080p that move, with grain, as a phone's film has: what each way costs. */
export async function measureVideos({ ffmpeg }: Ffmpeg, seconds: number): Promise<VideoCosts> {
  const source = sourceOf(seconds)
  const folder = await mkdtemp(path.join(tmpdir(), 'varal-bench-'))
  try {
    const moving = `testsrc2=size=1920x1080:rate=30:duration=${seconds},noise=alls=8:allf=t`
    const tone = ['-f', 'lavfi', '-i', `sine=duration=${seconds}`]
    const encode = ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '20', '-pix_fmt', 'yuv420p', '-c:a', 'aac']
    await run(ffmpeg, ['-y', '-f', 'lavfi', '-i', moving, ...tone, ...encode, 'drawn.mp4'], folder)
    await rename(path.join(folder, 'drawn.mp4'), path.join(folder, INPUT))

    const ladder = planLadder(source)
    const can = await capabilitiesOf(ffmpeg)
    const story = planStoryboard(source.durationMs, source)
    const first = await run(ffmpeg, firstArguments(source, ladder, can), folder)
    const oneByOne = await sumOf([720, 480, 240].map((height) => () => run(ffmpeg, alone(height), folder)))
    const poster = await run(
      ffmpeg,
      ['-y', '-f', 'mov', '-ss', '1', '-i', INPUT, '-frames:v', '1', 'poster.jpg'],
      folder,
    )
    const smaller = ladder.rest.filter(({ step }) => step < 720)
    const others = await run(ffmpeg, restArguments(source, { ...ladder, rest: smaller }, story, can), folder)
    const rest = await run(ffmpeg, restArguments(source, ladder, story, can), folder)
    return { first, rest, oneByOne: add(oneByOne, poster), ours: add(first, others) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const alone = (height: number) => [
  ...[
    '-y',
    '-f',
    'mov',
    '-i',
    INPUT,
    '-vf',
    `scale=-2:${height}`,
    '-c:v',
    'libx264',
    '-preset',
    'veryfast',
    '-crf',
    '23',
  ],
  ...['-c:a', 'aac', '-b:a', '128k', `alone-${height}.mp4`],
]

/** What the program says itself that it took. */
async function run(ffmpeg: string, args: readonly string[], cwd: string): Promise<Cost> {
  const quiet = args.filter((one, i) => one !== '-loglevel' && args[i - 1] !== '-loglevel')
  const child = spawn(ffmpeg, ['-nostdin', '-benchmark', ...quiet], { cwd, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  const code = await new Promise((resolve) => child.once('close', resolve))
  const [, user, system, wall] = /utime=([\d.]+)s stime=([\d.]+)s rtime=([\d.]+)s/.exec(said) ?? []
  if (code !== 0 || !user) throw new Error(`ffmpeg failed: ${said.slice(-500)}`)
  return { cpuS: Number(user) + Number(system), wallS: Number(wall) }
}

async function sumOf(runs: readonly (() => Promise<Cost>)[]): Promise<Cost> {
  let sum: Cost = { cpuS: 0, wallS: 0 }
  for (const one of runs) sum = add(sum, await one())
  return sum
}

const add = (one: Cost, other: Cost): Cost => ({ cpuS: one.cpuS + other.cpuS, wallS: one.wallS + other.wallS })

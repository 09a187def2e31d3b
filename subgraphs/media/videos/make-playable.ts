import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Ffmpeg } from '@varal/platform/ffmpeg'
import { type Job, perform } from '@varal/platform/handlers'
import type { Work } from '@varal/platform/work'
import type { AssetId } from '@varal/schema/ids'
import { advance, becomePlayable, fail } from '../asset-state.ts'
import { capabilitiesOf } from '../ffmpeg/capabilities.ts'
import { storeFiles, storeText } from '../store-files.ts'
import { storePoster } from '../store-poster.ts'
import { UnusableFile } from '../unusable-file.ts'
import { fallbackArguments, firstArguments, POSTER } from './encode-arguments.ts'
import { fetchOriginal } from './fetch-original.ts'
import { framesPerSecondOf } from './frame-rate.ts'
import { masterPlaylist } from './master-playlist.ts'
import { performStage, type Stage, type StageRun } from './perform-stage.ts'
import { planLadder } from './plan-ladder.ts'
import { probeWhole } from './probe-whole.ts'
import { requireWhole } from './require-whole.ts'
import { runFfmpeg } from './run-ffmpeg.ts'
import { endRun, queueRun } from './runs.ts'
import { FIRST_MS_MAX, limitsFor, termsOf } from './stage-terms.ts'
import { videos } from './tables.ts'
import { tellProgress } from './tell-progress.ts'
import { codecsOf, measureTrack, type Variant } from './variant.ts'

/** Of the whole work: where the file is understood, and where this stage ends. */
const PROBED_PERCENT = 10
const PLAYABLE_PERCENT = 50

const FALLBACK = 'video.mp4'

const first: Stage = { stage: 'FIRST', from: 'PROCESSING', act: makeFirst, giveUp: failVideo }

/** Makes the rendition that people wait for, with all that a post shows. */
export const makePlayable = perform(
  'media.upload.finished',
  'make-playable',
  ({ data: { assetId } }, job) => playableOrFail(assetId, job),
  ({ data: { assetId } }, work, error) => failVideo(work, assetId, error),
  termsOf(FIRST_MS_MAX),
)

/** Makes a video PLAYABLE, or FAILED if its file is at fault; what else goes wrong is thrown. */
export const playableOrFail = (assetId: AssetId, job: Job) => performStage(first, assetId, job)

async function failVideo(work: Work, assetId: AssetId, error: unknown): Promise<void> {
  const isOfFile = error instanceof UnusableFile
  await fail(work, [assetId], {
    code: isOfFile ? error.fault : 'PROCESSING_FAILED',
    isRetryable: !isOfFile,
    attempt: isOfFile ? 1 : 3,
  })
}

async function makeFirst({ asset, job, folder, prefix }: StageRun): Promise<boolean> {
  const { ffmpeg, ffprobe } = requireFfmpeg(job)
  const run = { cwd: folder, signal: job.signal, timeoutMs: FIRST_MS_MAX, limits: limitsFor(FIRST_MS_MAX) }
  const head = await fetchOriginal(asset, folder, job)
  const source = await probeWhole({ ffmpeg, ffprobe }, head, run)
  const { width, height } = source
  await job.work((work) => advance(work, asset.id, 'PROBED', PROBED_PERCENT, { width, height }))

  const ladder = planLadder(source)
  const args = firstArguments(source, ladder, await capabilitiesOf(ffmpeg))
  await runFfmpeg(ffmpeg, args, {
    ...run,
    durationMs: source.durationMs,
    onProgress: tellProgress(asset.id, { stage: 'PROBED', from: PROBED_PERCENT, to: PLAYABLE_PERCENT }, job),
  })
  const name = `${ladder.first.step}`
  const picture = measureTrack(await readFile(join(folder, `${name}.m3u8`), 'utf8'))
  requireWhole(picture, source)
  const hasSound = source.audioStream !== null
  const sound = hasSound ? measureTrack(await readFile(join(folder, 'audio.m3u8'), 'utf8')) : null
  await runFfmpeg(ffmpeg, fallbackArguments(ladder, hasSound, FALLBACK), { ...run, durationMs: 0 })

  const variant: Variant = {
    ...picture,
    width: ladder.first.width,
    height: ladder.first.height,
    codecs: await codecsOf(folder, `${name}.mp4`),
    frameRate: framesPerSecondOf(source.frameRate),
    key: `${prefix}${name}.m3u8`,
  }
  const hlsKey = `${prefix}master.m3u8`
  const tracks = [`${name}.mp4`, `${name}.m3u8`, ...(hasSound ? ['audio.mp4', 'audio.m3u8'] : [])]
  await storeFiles(folder, [...tracks, FALLBACK], prefix, job)
  await storeText(job, hlsKey, masterPlaylist(hlsKey, [variant], sound && { ...sound, key: `${prefix}audio.m3u8` }))
  const poster = await storePoster(asset, await readFile(join(folder, POSTER)), job)

  return job.work(async (work) => {
    const learned = { width, height, ...poster.learned }
    if (!(await becomePlayable(work, asset.id, PLAYABLE_PERCENT, learned))) return false
    await poster.keep(work)
    await work.db.insert(videos).values({
      assetId: asset.id,
      durationMs: picture.durationMs,
      hasSound,
      hlsKey,
      mp4Key: `${prefix}${FALLBACK}`,
      first: variant,
      soundBandwidth: sound?.bandwidth ?? null,
      soundAverageBandwidth: sound?.averageBandwidth ?? null,
    })
    await endRun(work, asset.id, 'FIRST')
    await queueRun(work, asset.id, asset.ownerId, 'REST')
    return true
  })
}

/** @throws if this machine has none: another may. */
export function requireFfmpeg({ ffmpeg }: Pick<Job, 'ffmpeg'>): Ffmpeg {
  if (!ffmpeg) throw new Error('Videos are off: this machine has no ffmpeg')
  return ffmpeg
}

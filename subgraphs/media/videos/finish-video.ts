import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Job, perform } from '@varal/platform/handlers'
import type { Work } from '@varal/platform/work'
import type { AssetId } from '@varal/schema/ids'
import { eq } from 'drizzle-orm'
import { becomeReady } from '../asset-state.ts'
import { capabilitiesOf } from '../ffmpeg/capabilities.ts'
import { storeFiles, storeText } from '../store-files.ts'
import { PREVIEW, restArguments, STORYBOARD } from './encode-arguments.ts'
import { fetchOriginal } from './fetch-original.ts'
import { framesPerSecondOf } from './frame-rate.ts'
import { requireFfmpeg } from './make-playable.ts'
import { masterPlaylist } from './master-playlist.ts'
import { performStage, type Stage, type StageRun } from './perform-stage.ts'
import { planLadder } from './plan-ladder.ts'
import { probeWhole } from './probe-whole.ts'
import { videosOf } from './reads.ts'
import { requireWhole } from './require-whole.ts'
import { runFfmpeg } from './run-ffmpeg.ts'
import { endRun } from './runs.ts'
import { limitsFor, REST_MS_MAX, termsOf } from './stage-terms.ts'
import { planStoryboard, storyboardVtt } from './storyboard.ts'
import { videos } from './tables.ts'
import { tellProgress } from './tell-progress.ts'
import { codecsOf, measureTrack, type Variant } from './variant.ts'

const BEGUN_PERCENT = 50
const ENCODED_PERCENT = 90

/** Whoever waits for a first rendition on the same machine goes before. */
const NICENESS = 10

const STORYBOARD_VTT = 'storyboard.vtt'

const rest: Stage = { stage: 'REST', from: 'PLAYABLE', act: makeRest, giveUp: leaveAsItIs }

/** Makes the other renditions, the storyboard and the preview. */
export const finishVideo = perform(
  'media.asset.playable',
  'finish-video',
  ({ data: { assetId } }, job) => readyInTheEnd(assetId, job),
  ({ data: { assetId } }, work) => leaveAsItIs(work, assetId),
  termsOf(REST_MS_MAX),
)

export const readyInTheEnd = (assetId: AssetId, job: Job) => performStage(rest, assetId, job)

/** What can be played stays: one rendition is a video too. */
async function leaveAsItIs(work: Work, assetId: AssetId): Promise<void> {
  await becomeReady(work, assetId)
}

async function makeRest({ asset, job, folder, prefix }: StageRun): Promise<boolean> {
  const { ffmpeg, ffprobe } = requireFfmpeg(job)
  const timing = { signal: job.signal, timeoutMs: REST_MS_MAX, limits: limitsFor(REST_MS_MAX) }
  const run = { cwd: folder, ...timing, niceness: NICENESS }
  const [video] = await videosOf(job.db)([asset.id])
  if (!video) throw new Error(`The playable asset ${asset.id} has no video`)
  const head = await fetchOriginal(asset, folder, job)
  const source = await probeWhole({ ffmpeg, ffprobe }, head, run)

  const ladder = planLadder(source)
  const story = planStoryboard(video.durationMs, source)
  const can = await capabilitiesOf(ffmpeg)
  const onProgress = tellProgress(asset.id, { stage: 'RENDITION_READY', from: BEGUN_PERCENT, to: ENCODED_PERCENT }, job)
  await runFfmpeg(ffmpeg, restArguments(source, ladder, story, can), {
    ...run,
    durationMs: source.durationMs,
    onProgress,
  })

  const variants: Variant[] = []
  for (const { step, width, height } of ladder.rest) {
    const track = measureTrack(await readFile(join(folder, `${step}.m3u8`), 'utf8'))
    requireWhole(track, source)
    const codecs = await codecsOf(folder, `${step}.mp4`)
    const frameRate = framesPerSecondOf(source.frameRate)
    variants.push({ ...track, width, height, codecs, frameRate, key: `${prefix}${step}.m3u8` })
  }
  const pictures = [STORYBOARD, ...(can.writesAnimatedWebp ? [PREVIEW] : [])]
  const tracks = ladder.rest.flatMap(({ step }) => [`${step}.mp4`, `${step}.m3u8`])
  await storeFiles(folder, [...tracks, ...pictures], prefix, job)
  const storyboardKey = `${prefix}${STORYBOARD_VTT}`
  await storeText(job, storyboardKey, storyboardVtt(story, video.durationMs, STORYBOARD))
  const hlsKey = `${prefix}master.m3u8`
  await storeText(job, hlsKey, masterPlaylist(hlsKey, [video.first, ...variants], soundOf(video)))

  return job.work(async (work) => {
    if (!(await becomeReady(work, asset.id))) return false
    const previewKey = can.writesAnimatedWebp ? `${prefix}${PREVIEW}` : null
    await work.db.update(videos).set({ hlsKey, storyboardKey, previewKey }).where(eq(videos.assetId, asset.id))
    await endRun(work, asset.id, 'REST')
    return true
  })
}

/** The sound lies beside the first rendition. */
function soundOf({ first, soundBandwidth, soundAverageBandwidth }: typeof videos.$inferSelect) {
  if (soundBandwidth === null || soundAverageBandwidth === null) return null
  const key = first.key.replace(/[^/]+$/, 'audio.m3u8')
  return { key, bandwidth: soundBandwidth, averageBandwidth: soundAverageBandwidth }
}

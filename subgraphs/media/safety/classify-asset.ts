import { type Job, perform } from '@varal/platform/handlers'
import type { AssetId } from '@varal/schema/ids'
import { assetsById } from '../assets/reads.ts'
import { sampleFrames } from '../sample-frames.ts'
import type { Classification, Classifier } from './classifier.ts'
import { judge } from './judge.ts'
import { keepVerdict, sendToReview } from './keep-verdict.ts'
import { nsfwClassifier } from './nsfw-classifier.ts'

const terms = { deadlineMs: 3 * 60_000 }

/** Pictures when they are ready. */
export const classifyPicture = perform(
  'media.asset.ready',
  'classify-picture',
  ({ data: { assetId } }, job) => classifyAsset(assetId, job, nsfwClassifier),
  ({ data: { assetId } }, work) => sendToReview(work, [assetId]),
  terms,
)

/** Videos as soon as somebody could watch them. */
export const classifyVideo = perform(
  'media.asset.playable',
  'classify-video',
  ({ data: { assetId } }, job) => classifyAsset(assetId, job, nsfwClassifier),
  ({ data: { assetId } }, work) => sendToReview(work, [assetId]),
  terms,
)

/**
 * Has a model look at an asset, once. Nothing waits for it. If it cannot be had three times a person is asked instead, and
 * what it says later than that changes nothing.
 */
export async function classifyAsset(assetId: AssetId, job: Job, classifier: Classifier): Promise<void> {
  const [asset] = await assetsById(job.db)([assetId])
  if (asset?.safetyState !== 'PENDING' || !['PLAYABLE', 'READY'].includes(asset.state)) return
  const frames: Classification[] = []
  for await (const pixels of sampleFrames(asset, classifier.sidePx, job)) {
    frames.push(await classifier.classify(pixels, job.signal))
  }
  const [first, ...later] = frames
  if (!first) throw new Error(`The asset ${assetId} shows nothing`)
  const verdict = judge([first, ...later], job.settings.safety)
  await job.work((work) => keepVerdict(work, asset, verdict, { version: classifier.version, first }))
}

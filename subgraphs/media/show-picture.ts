import type { Job } from '@varal/platform/handlers'
import type { AssetId } from '@varal/schema/ids'
import { advance, becomeReady, fail } from './asset-state.ts'
import { assetsById } from './assets/reads.ts'
import type { AssetRow } from './assets/tables.ts'
import { decode, probe } from './decoder.ts'
import { makeRendition, planRenditions } from './images/make-renditions.ts'
import { placeholderOf } from './images/placeholder.ts'
import { readOriginal } from './images/read-original.ts'
import { type RenditionRow, renditions } from './images/tables.ts'
import { firstStepWidthsPx, renditionKey, renditionKeys } from './object-keys.ts'
import { sniffType } from './sniff-type.ts'
import { UnusableFile } from './unusable-file.ts'

/** Of the whole work, where the picture is known, and where all renditions are made. */
const PROBED_PERCENT = 20
const RENDERED_PERCENT = 95

/**
 * Makes an asset READY, or FAILED if its file is at fault; what else goes wrong is thrown. May run again, even at the
 * same time: whoever finishes first decides, and the others have written the same bytes under the same keys.
 */
export async function showOrFail(assetId: AssetId, job: Job): Promise<void> {
  const [asset] = await assetsById(job.db)([assetId])
  if (asset?.kind !== 'IMAGE' || asset.state !== 'PROCESSING') return
  try {
    await show(asset, job)
  } catch (error) {
    if (!(error instanceof UnusableFile)) throw error
    job.log.info({ assetId, fault: error.fault, err: error.cause }, 'a file is unusable')
    await job.work((work) => fail(work, [assetId], { code: error.fault, isRetryable: false, attempt: job.attempt }))
  }
}

async function show(asset: AssetRow, job: Job): Promise<void> {
  const file = await readOriginal(asset, job)
  const type = sniffType(file)
  if (!type) throw new UnusableFile('NOT_AN_IMAGE')
  const { width, height, frames } = await probe(file, type)
  const picture = await decode(file, firstStepWidthsPx.at(-1)!)
  const learned = { width, height, frames, ...(await placeholderOf(picture)) }
  await job.work((work) => advance(work, asset.id, 'PROBED', PROBED_PERCENT, learned))

  const rows: RenditionRow[] = []
  const plans = planRenditions(picture.width)
  for (const plan of plans) {
    job.signal.throwIfAborted()
    const { file: rendered, contentType, ...made } = await makeRendition(picture, plan)
    const key = renditionKey(asset.renditionSecret, plan.name)
    await job.objects.put('renditions', key, rendered, contentType)
    const { format, width: renderedWidth, height: renderedHeight } = made
    rows.push({ assetId: asset.id, key, format, width: renderedWidth, height: renderedHeight, bytes: rendered.length })
    const percent = Math.round(PROBED_PERCENT + (RENDERED_PERCENT - PROBED_PERCENT) * (rows.length / plans.length))
    await job.work((work) => advance(work, asset.id, 'RENDITION_READY', percent))
  }

  const isReady = await job.work(async (work) => {
    const becameReady = await becomeReady(work, asset.id)
    if (becameReady) await work.db.insert(renditions).values(rows)
    return becameReady
  })
  if (!isReady) await discardIfFailed(asset, job)
}

/** It was given up meanwhile, and what is kept of a failed asset was deleted before the last of this was written. */
async function discardIfFailed({ id, renditionSecret }: AssetRow, { db, objects }: Job): Promise<void> {
  const [asset] = await assetsById(db)([id])
  if (asset?.state === 'FAILED') await objects.delete('renditions', renditionKeys(renditionSecret))
}

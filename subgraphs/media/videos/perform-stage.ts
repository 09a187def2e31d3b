import { isOutage } from '@varal/platform/faults'
import type { Job } from '@varal/platform/handlers'
import type { Work } from '@varal/platform/work'
import type { AssetId } from '@varal/schema/ids'
import { assetsById } from '../assets/reads.ts'
import type { AssetRow } from '../assets/tables.ts'
import { openJobFolder } from '../ffmpeg/job-folder.ts'
import { removeObjects } from '../remove-video.ts'
import { UnusableFile } from '../unusable-file.ts'
import { awaitTurn, beginRun, endRun, excuseRun } from './runs.ts'
import type { VideoStage } from './tables.ts'
import { runPrefix } from './video-keys.ts'

/** One run of a stage. */
export interface StageRun {
  readonly asset: AssetRow
  readonly job: Job
  /** Where the run works; gone when it ends. */
  readonly folder: string
  /** What its objects' keys begin with. Nobody else writes there. */
  readonly prefix: string
}

export interface Stage {
  readonly stage: VideoStage
  /** In which state an asset waits for it. */
  readonly from: AssetRow['state']
  /** Gives whether it was this run that took the asset further: then its objects are what is shown. */
  readonly act: (run: StageRun) => Promise<boolean>
  /** No run will follow: says what becomes of the asset. */
  readonly giveUp: (work: Work, assetId: AssetId, error: unknown) => Promise<void>
}

/**
 * Runs a stage of a video when it is its turn. The runs are counted here and not by the queue: postponing is no attempt, and
 * a run that killed its process is one. What a run that did not get through has stored is removed.
 */
export async function performStage({ stage, from, act, giveUp }: Stage, assetId: AssetId, job: Job): Promise<void> {
  const [asset] = await assetsById(job.db)([assetId])
  if (asset?.kind !== 'VIDEO' || asset.state !== from) return
  await awaitTurn(job, assetId, stage)
  const run = await job.work((work) => beginRun(work, assetId, stage))
  const end = (error: unknown) =>
    job.work(async (work) => {
      await endRun(work, assetId, stage)
      await giveUp(work, assetId, error)
    })
  if (run.isTooMany) return end(new Error('Every run ended without a word'))

  const prefix = runPrefix(asset.renditionSecret, stage, run.number)
  let isKept = false
  try {
    await using folder = await openJobFolder()
    isKept = await act({ asset, job, folder: folder.path, prefix })
    // What killed runs of the stage have left; or, if another run got through, what this one stored.
    if (isKept)
      await removeObjects(job, runPrefix(asset.renditionSecret, stage, null), (key) => !key.startsWith(prefix))
    else await removeObjects(job, prefix)
  } catch (error) {
    if (!isKept) await removeObjects(job, prefix).catch(() => {})
    if (error instanceof UnusableFile) {
      job.log.info({ assetId, stage, fault: error.fault, err: error.cause }, 'a video is unusable')
      return end(error)
    }
    if (isStopped(job) || isOutage(error)) await excuseRun(job.db, assetId, stage)
    else if (run.isLast) {
      job.log.warn({ assetId, stage, err: error }, 'a stage of a video is given up')
      return end(error)
    }
    throw error
  }
}

/** Not by its deadline, then: the process stops. */
const isStopped = ({ signal }: Job) => signal.aborted && (signal.reason as Error | undefined)?.name !== 'TimeoutError'

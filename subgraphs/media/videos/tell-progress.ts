import type { Job } from '@varal/platform/handlers'
import type { AssetId } from '@varal/schema/ids'
import { advance } from '../asset-state.ts'
import type { ProcessingStage } from '../progress/tables.ts'

/** Which part of the whole work something is, in percent of it. */
export interface Part {
  readonly stage: ProcessingStage
  readonly from: number
  readonly to: number
}

/** Tells those who watch what the encoder says, a tenth of the part at a time. Nothing waits for it, and nothing fails with it. */
export function tellProgress(assetId: AssetId, { stage, from, to }: Part, job: Job): (share: number) => void {
  let told = 0
  return (share) => {
    const tenths = Math.floor(share * 10)
    if (tenths <= told || tenths >= 10) return
    told = tenths
    void job
      .work((work) => advance(work, assetId, stage, Math.round(from + ((to - from) * tenths) / 10)))
      .catch((error: unknown) => job.log.warn({ err: error }, 'progress was not told'))
  }
}

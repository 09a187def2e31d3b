import { perform } from '@varal/platform/handlers'
import { assetsById } from '../assets/reads.ts'
import { discard } from '../discard.ts'
import { mayBeRetried } from '../may-be-retried.ts'

/** Nothing is kept of what failed by its own fault: whoever tries again sends other bytes. */
export const discardBytes = perform(
  'media.asset.failed',
  'discard-bytes',
  async ({ data: { assetId } }, job) => {
    const [asset] = await assetsById(job.db)([assetId])
    if (asset?.state === 'FAILED' && !mayBeRetried(asset, job.clock.now())) await discard(asset, job)
  },
  // `discard-failed` comes by later.
  async () => {},
)

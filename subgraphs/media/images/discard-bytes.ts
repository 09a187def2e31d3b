import { perform } from '@varal/platform/handlers'
import { assetsById } from '../assets/reads.ts'
import { originalKeys, renditionKeys } from '../object-keys.ts'
import { removeVideo } from '../remove-video.ts'

/** Nothing is kept of what failed: whoever tries again sends the bytes again. */
export const discardBytes = perform(
  'media.asset.failed',
  'discard-bytes',
  async ({ data: { assetId } }, { db, objects }) => {
    const [asset] = await assetsById(db)([assetId])
    if (asset?.state !== 'FAILED') return
    await objects.delete('originals', originalKeys(assetId))
    await objects.delete('renditions', renditionKeys(asset.renditionSecret))
    if (asset.kind === 'VIDEO') await removeVideo({ objects }, asset.renditionSecret)
  },
  // The keys are nobody's; what is left behind costs room only.
  async () => {},
)

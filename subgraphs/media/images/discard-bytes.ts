import { perform } from '@varal/platform/handlers'
import { assetsById } from '../assets/reads.ts'
import { originalKey, renditionKeys } from '../object-keys.ts'

/** Nothing is kept of what failed: whoever tries again sends the bytes again. */
export const discardBytes = perform(
  'media.asset.failed',
  'discard-bytes',
  async ({ data: { assetId } }, { db, objects }) => {
    const [asset] = await assetsById(db)([assetId])
    if (asset?.state !== 'FAILED') return
    await objects.delete('originals', [originalKey(assetId)])
    await objects.delete('renditions', renditionKeys(asset.renditionSecret))
  },
  // The keys are nobody's; what is left behind costs room only.
  async () => {},
)

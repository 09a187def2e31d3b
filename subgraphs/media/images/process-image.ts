import { perform } from '@varal/platform/handlers'
import { fail } from '../asset-state.ts'
import { showOrFail } from '../show-picture.ts'

const ATTEMPTS = 3

export const processImage = perform(
  'media.upload.finished',
  'process-image',
  ({ data: { assetId } }, job) => showOrFail(assetId, job),
  ({ data: { assetId } }, work) =>
    fail(work, [assetId], { code: 'PROCESSING_FAILED', isRetryable: true, attempt: ATTEMPTS }),
)

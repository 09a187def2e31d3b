import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { AssetId } from '@varal/schema/ids'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { beginAgain } from '../asset-state.ts'
import { mayBeRetried } from '../may-be-retried.ts'
import { uploads } from '../uploads/tables.ts'
import { lockedAsset } from './reads.ts'

export const retryProcessingInput = z.object({ assetId: globalId('Asset') })

const RETRIES_MAX = 3
const WINDOW_MS = 24 * 60 * 60_000

/** Has what failed by our fault processed again, from the bytes that are here. At most three times in 24 hours. */
export async function retryProcessing(
  work: Work,
  owner: Actor,
  { assetId }: z.output<typeof retryProcessingInput>,
): Promise<Outcome<{ asset: { id: AssetId } }>> {
  const path = ['input', 'assetId']
  const [asset] = await lockedAsset(work.db, assetId)
  if (asset?.ownerId !== owner.id) return refuse('NOT_FOUND', path)
  // Asked twice, it has begun.
  if (asset.state === 'PROCESSING' && asset.retriesSince) return { asset: { id: assetId } }
  const [upload] = await work.db.select().from(uploads).where(eq(uploads.assetId, assetId))
  if (!upload || asset.removingAt || !mayBeRetried(asset, work.at)) return refuse('NOT_RETRYABLE', path)

  const isNewWindow = !asset.retriesSince || work.at.getTime() - asset.retriesSince.getTime() >= WINDOW_MS
  if (!isNewWindow && asset.retries >= RETRIES_MAX) return refuse('LIMIT_REACHED', path)
  const counted = isNewWindow
    ? { retries: 1, retriesSince: work.at }
    : { retries: asset.retries + 1, retriesSince: asset.retriesSince }
  await beginAgain(work, asset, counted)
  work.announce('media.upload.finished', { assetId, ownerId: asset.ownerId, uploadId: upload.id })
  return { asset: { id: assetId } }
}

import { globalId } from '@varal/platform/global-ids'
import { type Job, perform } from '@varal/platform/handlers'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { AssetId } from '@varal/schema/ids'
import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { assetsById, lockedAsset } from '../assets/reads.ts'
import { assets } from '../assets/tables.ts'
import { originalKey } from '../object-keys.ts'
import { copyVerified } from './copy-verified.ts'

export const restoreFromArchiveInput = z.object({ assetId: globalId('Asset') })

/** The classes of storage that are used can be read at once: it is the copying that takes time. */
const RESTORED_WITHIN_MS = 5 * 60_000

/** Has an original brought back from the cold. Asking again, or for what is not there, changes nothing. */
export async function restoreFromArchive(
  work: Work,
  owner: Actor,
  { assetId }: z.output<typeof restoreFromArchiveInput>,
): Promise<Outcome<{ asset: { id: AssetId } }>> {
  const [asset] = await lockedAsset(work.db, assetId)
  if (asset?.ownerId !== owner.id) return refuse('NOT_FOUND', ['input', 'assetId'])
  if (asset.storage === 'COLD' && !asset.removingAt) {
    const restoreEta = new Date(work.at.getTime() + RESTORED_WITHIN_MS)
    await work.db.update(assets).set({ storage: 'RESTORING', restoreEta }).where(eq(assets.id, assetId))
    work.announce('media.asset.restoring', { assetId, ownerId: owner.id })
  }
  return { asset: { id: assetId } }
}

export const restoreOriginal = perform(
  'media.asset.restoring',
  'restore-original',
  ({ data: { assetId } }, job) => bringBack(assetId, job),
  // It may be asked for again.
  async ({ data: { assetId } }, { db }) => {
    await db
      .update(assets)
      .set({ storage: 'COLD', restoreEta: null })
      .where(and(eq(assets.id, assetId), eq(assets.storage, 'RESTORING')))
  },
  { deadlineMs: 2 * RESTORED_WITHIN_MS },
)

/** As with cooling, the other way: until the last step it is whole in one of the two. May run twice. */
async function bringBack(assetId: AssetId, { db, work, objects, signal }: Job): Promise<void> {
  const [asset] = await assetsById(db)([assetId])
  if (asset?.storage !== 'RESTORING') return
  await copyVerified(asset, 'cold', 'originals', { objects, signal })
  const isThere = await work(async (unit) => {
    const [now] = await lockedAsset(unit.db, assetId)
    if (now?.storage !== 'RESTORING') return now !== undefined
    await objects.delete('cold', [originalKey(assetId)])
    await unit.db
      .update(assets)
      .set({ storage: 'HOT', restoreEta: null, lookedAt: unit.at })
      .where(eq(assets.id, assetId))
    unit.announce('media.asset.restored', { assetId, ownerId: now.ownerId })
    return true
  })
  if (!isThere) await objects.delete('originals', [originalKey(assetId)])
}

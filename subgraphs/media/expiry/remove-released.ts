import { setTimeout as wait } from 'node:timers/promises'
import { type ActivityParts, keepDoing } from '@varal/platform/handlers'
import { and, asc, eq, lt, lte } from 'drizzle-orm'
import { assetsById } from '../assets/reads.ts'
import { forgetAssetRows } from '../forget-asset-rows.ts'
import { originalKey } from '../object-keys.ts'
import { removeAssetObjects } from '../remove-asset-objects.ts'
import { uploads } from '../uploads/tables.ts'
import { type RemovalRow, removals } from './tables.ts'

type Parts = Pick<ActivityParts, 'db' | 'work' | 'objects' | 'clock' | 'log'>

const ASSETS_MAX = 20
const ROUND_MS = 5_000
const AGAIN_MS_MIN = 10_000
const AGAIN_MS_MAX = 60 * 60_000
/** How long it is known that an asset was removed. */
const KNOWN_MS = 30 * 24 * 60 * 60_000

/** Removes assets that nobody shows, and looks whether anything is left of them; as often as it takes. */
export const removeReleased = keepDoing('remove-released', async ({ signal, ...parts }) => {
  while (!signal.aborted) {
    await removeSome(parts)
    await wait(ROUND_MS, undefined, { signal }).catch(() => {})
  }
})

/** One round: what waits longest first. */
export async function removeSome(parts: Parts): Promise<void> {
  const now = parts.clock.now()
  const due = await parts.db
    .select()
    .from(removals)
    .where(lte(removals.tryAt, now))
    .orderBy(asc(removals.tryAt))
    .limit(ASSETS_MAX)
  for (const removal of due) await remove(removal, parts)
  await parts.db.delete(removals).where(lt(removals.removedAt, new Date(now.getTime() - KNOWN_MS)))
}

async function remove({ assetId, ownerId, attempts }: RemovalRow, { db, work, objects, log }: Parts): Promise<void> {
  const left = await removeObjects(assetId, { db, objects }).catch((error: unknown) => error)
  await work(async (unit) => {
    const isStillDue = and(eq(removals.assetId, assetId), lte(removals.tryAt, unit.at))
    if (Array.isArray(left) && left.length === 0) {
      const change = { removedAt: unit.at, tryAt: null }
      const removed = await unit.db.update(removals).set(change).where(isStillDue).returning({ id: removals.assetId })
      if (removed.length === 0) return
      await forgetAssetRows(unit.db, [assetId])
      unit.announce('media.asset.removed', { assetId, ownerId })
      return
    }
    log.warn(
      Array.isArray(left) ? { assetId, left: left.length } : { assetId, err: left },
      'an asset is not removed yet',
    )
    const tryAt = new Date(unit.at.getTime() + Math.min(AGAIN_MS_MIN * 2 ** attempts, AGAIN_MS_MAX))
    await unit.db
      .update(removals)
      .set({ attempts: Math.min(attempts + 1, ATTEMPTS_COUNTED_MAX), tryAt })
      .where(isStillDue)
  })
}

/** More fit into no column, and make no difference. */
const ATTEMPTS_COUNTED_MAX = 1_000

/** What is left of it. */
async function removeObjects(assetId: RemovalRow['assetId'], { db, objects }: Pick<Parts, 'db' | 'objects'>) {
  const [asset] = await assetsById(db)([assetId])
  if (!asset) return []
  const [upload] = await db.select().from(uploads).where(eq(uploads.assetId, assetId))
  if (upload?.multipartId) await objects.parts.abort('originals', originalKey(assetId), upload.multipartId)
  return removeAssetObjects(asset, objects)
}

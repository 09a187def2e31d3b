import type { Work } from '@varal/platform/work'
import { inArray, sql } from 'drizzle-orm'
import { type AssetRow, assets } from '../assets/tables.ts'
import { type RemovalRow, removals } from './tables.ts'

/**
 * Asks those who could show these assets whether they do; until they have answered nobody is given them. What is asked about
 * already is asked about again: older answers no longer count. The assets are locked.
 */
export async function askAbout(
  { db, at, announce }: Work,
  some: readonly Pick<AssetRow, 'id' | 'ownerId'>[],
  cause: RemovalRow['cause'],
): Promise<void> {
  if (some.length === 0) return
  const ids = some.map(({ id }) => id)
  await db.update(assets).set({ removingAt: at }).where(inArray(assets.id, ids))
  await db
    .insert(removals)
    .values(some.map(({ id, ownerId }) => ({ assetId: id, ownerId, cause, askedAt: at })))
    .onConflictDoUpdate({
      target: removals.assetId,
      set: {
        cause,
        askedAt: sql`excluded.asked_at`,
        keptAt: null,
        releasedAt: null,
        tryAt: null,
        isReleasedBySocial: false,
        isReleasedByUsers: false,
      },
    })
  for (const { id: assetId, ownerId } of some)
    announce('media.asset.unwanted', { assetId, ownerId, askedAt: at.toISOString() })
}

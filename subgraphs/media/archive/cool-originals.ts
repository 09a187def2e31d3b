import { setTimeout as wait } from 'node:timers/promises'
import { type ActivityParts, keepDoing } from '@varal/platform/handlers'
import { and, asc, eq, inArray, isNull, lt, type SQL, sql } from 'drizzle-orm'
import { lockedAsset } from '../assets/reads.ts'
import { type AssetRow, assets } from '../assets/tables.ts'
import { originalKey } from '../object-keys.ts'
import { copyVerified } from './copy-verified.ts'

/** Of one round. */
const ASSETS_MAX = 20
const ROUND_MS = 60_000

type Parts = Pick<ActivityParts, 'db' | 'work' | 'objects' | 'settings' | 'clock' | 'log' | 'signal'>

/** Moves originals that nobody has looked at for long to the cold bucket. What shows them stays where it is. */
export const coolOriginals = keepDoing('cool-originals', async (parts) => {
  while (!parts.signal.aborted) {
    const moved = await coolSome(parts)
    if (moved < ASSETS_MAX) await wait(ROUND_MS, undefined, { signal: parts.signal }).catch(() => {})
  }
})

/** One round: what was looked at least lately first. How many it tried. */
export async function coolSome(parts: Parts): Promise<number> {
  const { coldAfterS } = parts.settings.media
  if (coldAfterS === 0) return 0
  const before = new Date(parts.clock.now().getTime() - coldAfterS * 1_000)
  const due = await parts.db
    .select()
    .from(assets)
    .where(and(isForgotten(before), isNull(assets.removingAt)))
    .orderBy(asc(sql`coalesce(${assets.lookedAt}, ${assets.createdAt})`))
    .limit(ASSETS_MAX)
  for (const asset of due) {
    if (parts.signal.aborted) break
    await cool(asset, isForgotten(before), parts).catch(async (err: unknown) => {
      parts.log.warn({ assetId: asset.id, err }, 'an original did not go to the cold')
      // Its turn comes again when as much time has passed: it does not hold up the others.
      await parts.db.update(assets).set({ lookedAt: parts.clock.now() }).where(eq(assets.id, asset.id))
    })
  }
  return due.length
}

const isForgotten = (before: Date): SQL | undefined =>
  and(
    eq(assets.state, sql`'READY'`),
    sql`${assets.storage} in ('HOT', 'COOLING')`,
    lt(sql`coalesce(${assets.lookedAt}, ${assets.createdAt})`, before.toISOString()),
  )

/** Whoever is interrupted goes on: until the last step the original is in its bucket, or whole in the cold, and COOLING says so. */
async function cool(asset: AssetRow, isDue: SQL | undefined, { db, work, objects, signal }: Parts): Promise<void> {
  const begun = await db
    .update(assets)
    .set({ storage: 'COOLING' })
    .where(and(eq(assets.id, asset.id), isDue, isNull(assets.removingAt)))
    .returning({ id: assets.id })
  if (begun.length === 0) return
  await copyVerified(asset, 'originals', 'cold', { objects, signal })
  const isThere = await work(async (unit) => {
    const [now] = await lockedAsset(unit.db, asset.id)
    if (now?.storage !== 'COOLING') return now !== undefined
    await objects.delete('originals', [originalKey(asset.id)])
    await unit.db
      .update(assets)
      .set({ storage: 'COLD' })
      .where(and(eq(assets.id, asset.id), inArray(assets.storage, ['COOLING'])))
    return true
  })
  // It was removed meanwhile, perhaps before it came to the cold.
  if (!isThere) await objects.delete('cold', [originalKey(asset.id)])
}

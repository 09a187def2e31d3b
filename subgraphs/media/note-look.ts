import type { AssetId } from '@varal/schema/ids'
import { inArray } from 'drizzle-orm'
import { assets } from './assets/tables.ts'
import type { Ctx } from './loaders.ts'
import type { AssetModel } from './models.ts'

/** Nobody needs to know it more exactly. */
const NOTED_EVERY_MS = 24 * 60 * 60_000

/** Of each request that is being answered, the assets to be noted when all of them are known. */
const looks = new WeakMap<object, Set<AssetId>>()

/**
 * Remembers that somebody looked at an asset: at most once a day each, one statement a request, for which nobody waits. What
 * cannot be remembered is lost: the next look is as good.
 */
export function noteLook(asset: AssetModel, { load, db, clock, log }: Ctx): void {
  if (asset.kind === 'LINK' || asset.state !== 'READY') return
  const last = Math.max(asset.createdAt.getTime(), asset.lookedAt?.getTime() ?? 0)
  if (clock.now().getTime() - last < NOTED_EVERY_MS) return
  const noted = looks.get(load)
  if (noted) return void noted.add(asset.id)

  const ids = new Set([asset.id])
  looks.set(load, ids)
  setImmediate(() => {
    looks.delete(load)
    // In one order, as everybody locks them.
    const sorted = [...ids].sort()
    db.update(assets)
      .set({ lookedAt: clock.now() })
      .where(inArray(assets.id, sorted))
      .catch((err: unknown) => log.debug({ err }, 'looks at assets were not noted'))
  })
}

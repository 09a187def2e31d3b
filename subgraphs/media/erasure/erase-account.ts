import { among } from '@varal/platform/db'
import { type ErasureStep, erasing, type Forget } from '@varal/platform/personal-data/erasing'
import { forgetLetters } from '@varal/platform/personal-data/forget-letters'
import { forgetRows } from '@varal/platform/personal-data/forget-rows'
import { exportsDue } from '@varal/platform/tables'
import { asc, eq } from 'drizzle-orm'
import { assets } from '../assets/tables.ts'
import { removals } from '../expiry/tables.ts'
import { forgetAssetRows } from '../forget-asset-rows.ts'
import { linkAssets } from '../links/tables.ts'
import { originalKey } from '../object-keys.ts'
import { removeAssetObjects } from '../remove-asset-objects.ts'
import { uploads } from '../uploads/tables.ts'

/** Assets that go together: each has a handful of objects, and a video some hundred. */
const ASSETS_MAX = 20

/** Objects before rows: whoever is interrupted finds by the rows what is left. */
const forgetAssets: Forget = async ({ db }, userId, { objects }) => {
  const some = await db
    .select()
    .from(assets)
    .where(eq(assets.ownerId, userId))
    .orderBy(asc(assets.id))
    .limit(ASSETS_MAX)
  if (some.length === 0) return false
  const ids = some.map(({ id }) => id)

  const begun = await db.select().from(uploads).where(among(uploads.assetId, ids))
  for (const { assetId, multipartId } of begun)
    if (multipartId) await objects.parts.abort('originals', originalKey(assetId), multipartId)
  for (const asset of some) {
    const left = await removeAssetObjects(asset, objects)
    if (left.length > 0) throw new Error(`Of the asset ${asset.id} there are ${left.length} objects left`)
  }
  await forgetAssetRows(db, ids)
  return true
}

/** The first to forget: the others hear of assets from media. */
export const accountErasure: ErasureStep = {
  as: 'erase-account',
  after: ['users.account.erasing'],
  forget: [
    forgetAssets,
    forgetRows(linkAssets, linkAssets.ownerId),
    forgetRows(removals, removals.ownerId),
    forgetRows(exportsDue, exportsDue.userId),
    forgetLetters,
  ],
  tell: (work, leaving) => work.announce('media.account.erased', leaving),
}

export const erasureHandlers = erasing(accountErasure)

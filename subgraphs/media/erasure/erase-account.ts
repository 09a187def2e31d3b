import { among } from '@varal/platform/db'
import { type ErasureStep, erasing, type Forget } from '@varal/platform/personal-data/erasing'
import { forgetLetters } from '@varal/platform/personal-data/forget-letters'
import { forgetRows } from '@varal/platform/personal-data/forget-rows'
import { exportsDue, liveTopics } from '@varal/platform/tables'
import { assetTopic } from '@varal/schema/live'
import { asc, eq, inArray } from 'drizzle-orm'
import { assets } from '../assets/tables.ts'
import { pictures, renditions } from '../images/tables.ts'
import { originalKey, originalKeys, renditionKeys } from '../object-keys.ts'
import { assetEvents } from '../progress/tables.ts'
import { removeVideo } from '../remove-video.ts'
import { safetyLabels } from '../safety/tables.ts'
import { uploads } from '../uploads/tables.ts'
import { videoRuns, videos } from '../videos/tables.ts'

/** Assets that go together: each has a handful of objects, and a video some hundred. */
const ASSETS_MAX = 20

/** What hangs on assets, row by row. A new table that refers to assets adds its line. */
const tables = [renditions, pictures, safetyLabels, videos, videoRuns, assetEvents, uploads] as const

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
  for (const { kind, renditionSecret } of some) if (kind === 'VIDEO') await removeVideo({ objects }, renditionSecret)
  await objects.delete('originals', ids.flatMap(originalKeys))
  await objects.delete(
    'renditions',
    some.flatMap(({ renditionSecret }) => renditionKeys(renditionSecret)),
  )

  for (const table of tables) await db.delete(table).where(inArray(table.assetId, ids))
  await db.delete(liveTopics).where(inArray(liveTopics.topic, ids.map(assetTopic)))
  await db.delete(assets).where(inArray(assets.id, ids))
  return true
}

/** The first to forget: the others hear of assets from media. */
export const accountErasure: ErasureStep = {
  as: 'erase-account',
  after: ['users.account.erasing'],
  forget: [forgetAssets, forgetRows(exportsDue, exportsDue.userId), forgetLetters],
  tell: (work, leaving) => work.announce('media.account.erased', leaving),
}

export const erasureHandlers = erasing(accountErasure)

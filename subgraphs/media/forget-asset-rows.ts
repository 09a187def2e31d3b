import type { Db } from '@varal/platform/db'
import { liveTopics } from '@varal/platform/tables'
import type { AssetId } from '@varal/schema/ids'
import { assetTopic } from '@varal/schema/live'
import { inArray } from 'drizzle-orm'
import { assets } from './assets/tables.ts'
import { captions } from './captions/tables.ts'
import { pictures, renditions } from './images/tables.ts'
import { assetEvents } from './progress/tables.ts'
import { safetyLabels } from './safety/tables.ts'
import { uploads } from './uploads/tables.ts'
import { videoRuns, videos } from './videos/tables.ts'

/** What hangs on assets, row by row. A new table that refers to assets adds its line. */
const tables = [renditions, pictures, safetyLabels, captions, videos, videoRuns, assetEvents, uploads] as const

/** To be called when nothing is left of them in any bucket: the rows are what their objects are found by. */
export async function forgetAssetRows(db: Db, ids: AssetId[]): Promise<void> {
  for (const table of tables) await db.delete(table).where(inArray(table.assetId, ids))
  await db.delete(liveTopics).where(inArray(liveTopics.topic, ids.map(assetTopic)))
  await db.delete(assets).where(inArray(assets.id, ids))
}

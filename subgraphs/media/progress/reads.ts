import type { Db } from '@varal/platform/db'
import type { TopicLog } from '@varal/platform/live/topic-log'
import type { AssetId } from '@varal/schema/ids'
import { and, asc, eq, gt } from 'drizzle-orm'
import { assetEvents, type ProcessingStage } from './tables.ts'

export interface Progress {
  readonly stage: ProcessingStage
  readonly percent: number
}

/** What has happened to one asset. */
export const progressLog = (db: Db, assetId: AssetId): TopicLog<Progress> => ({
  async read(after, limit) {
    const rows = await db
      .select()
      .from(assetEvents)
      .where(and(eq(assetEvents.assetId, assetId), gt(assetEvents.seq, after)))
      .orderBy(asc(assetEvents.seq))
      .limit(limit)
    return rows.map(({ seq, at, stage, percent }) => ({ seq, at: at.toISOString(), data: { stage, percent } }))
  },
})

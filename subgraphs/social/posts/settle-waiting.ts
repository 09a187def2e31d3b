import { on } from '@varal/platform/handlers'
import type { Work } from '@varal/platform/work'
import type { AssetId, UserId } from '@varal/schema/ids'
import { and, arrayContains, eq, sql } from 'drizzle-orm'
import { lockMediaOf } from '../advisory-lock.ts'
import { type AssetRow, assets } from '../assets/tables.ts'
import { announcePublished } from './announce-published.ts'
import { posts } from './tables.ts'

interface AssetFact {
  readonly assetId: AssetId
  readonly ownerId: UserId
}

/** Publishes the posts for which this was the last of their media. */
export const publishWaiting = on('media.asset.ready', 'publish-waiting', async ({ data }, work) => {
  await settleAsset(work, data, 'READY')
  const published = await work.db
    .update(posts)
    .set({ state: 'PUBLISHED', publishedAt: work.at, version: sql`${posts.version} + 1` })
    .where(and(isWaitingFor(data.assetId), allAssetsReady))
    .returning()
  for (const post of published) announcePublished(work, post)
})

/** A post whose media cannot be shown is never published, not even when the asset is processed again. */
export const failWaiting = on('media.asset.failed', 'fail-waiting', async ({ data }, work) => {
  await settleAsset(work, data, 'FAILED')
  await work.db
    .update(posts)
    .set({ state: 'FAILED', version: sql`${posts.version} + 1` })
    .where(isWaitingFor(data.assetId))
})

async function settleAsset(work: Work, { assetId, ownerId }: AssetFact, state: AssetRow['state']): Promise<void> {
  await lockMediaOf(work.db, ownerId)
  await work.db
    .insert(assets)
    .values({ id: assetId, ownerId, state })
    .onConflictDoUpdate({ target: assets.id, set: { state } })
}

const isWaitingFor = (asset: AssetId) =>
  and(eq(posts.state, sql`'WAITING_FOR_MEDIA'`), arrayContains(posts.assetIds, [asset]))

const allAssetsReady = sql`not exists (
  select from unnest(${posts.assetIds}) as needed(id)
  left join ${assets} on ${assets.id} = needed.id
  where ${assets.state} is distinct from 'READY')`

import { on } from '@varal/platform/handlers'
import type { Work } from '@varal/platform/work'
import type { AssetId, UserId } from '@varal/schema/ids'
import { and, arrayContains, eq, sql } from 'drizzle-orm'
import { lockMediaOf } from '../advisory-lock.ts'
import { type AssetRow, assets } from '../assets/tables.ts'
import { announcePublished } from './announce.ts'
import { areReady } from './publish-posts.ts'
import { posts } from './tables.ts'

interface AssetFact {
  readonly assetId: AssetId
  readonly ownerId: UserId
  readonly kind?: AssetRow['kind'] | undefined
}

/** Publishes the posts for which this was the last of their media. */
export const publishWaiting = on('media.asset.ready', 'publish-waiting', ({ data }, work) => show(work, data))

/** A video is shown as soon as one quality can be played; the rest of it concerns no post. */
export const publishPlayable = on('media.asset.playable', 'publish-playable', ({ data }, work) => show(work, data))

async function show(work: Work, asset: AssetFact): Promise<void> {
  await settleAsset(work, asset, 'READY')
  const published = await work.db
    .update(posts)
    .set({ state: 'PUBLISHED', publishedAt: work.at, version: sql`${posts.version} + 1` })
    .where(and(isWaitingFor(asset.assetId), areReady))
    .returning()
  for (const post of published) announcePublished(work, post)
}

/** A post whose media cannot be shown is never published, not even when the asset is processed again. */
export const failWaiting = on('media.asset.failed', 'fail-waiting', async ({ data }, work) => {
  await settleAsset(work, data, 'FAILED')
  await work.db
    .update(posts)
    .set({ state: 'FAILED', version: sql`${posts.version} + 1` })
    .where(isWaitingFor(data.assetId))
})

async function settleAsset(work: Work, { assetId, ownerId, kind }: AssetFact, state: AssetRow['state']): Promise<void> {
  await lockMediaOf(work.db, ownerId)
  await work.db
    .insert(assets)
    .values({ id: assetId, ownerId, state, ...(kind && { kind }) })
    .onConflictDoUpdate({ target: assets.id, set: { state, ...(kind && { kind }) } })
}

const isWaitingFor = (asset: AssetId) =>
  and(eq(posts.state, sql`'WAITING_FOR_MEDIA'`), arrayContains(posts.assetIds, [asset]))

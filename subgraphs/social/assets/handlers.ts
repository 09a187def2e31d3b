import { on } from '@varal/platform/handlers'
import { eq } from 'drizzle-orm'
import { keepOrRelease, showAgain } from './release-asset.ts'
import { assets } from './tables.ts'

export const assetHandlers = [
  on('media.upload.created', 'expect-asset', async ({ data }, work) => {
    // Nothing if the asset is known: this fact is the oldest there can be of it.
    await work.db
      .insert(assets)
      .values({ id: data.assetId, ownerId: data.ownerId, state: 'PENDING', ...(data.kind && { kind: data.kind }) })
      .onConflictDoNothing()
  }),
  on('media.asset.unwanted', 'keep-or-release-asset', ({ data }, work) => keepOrRelease(work, data)),
  on('media.asset.kept', 'show-asset-again', ({ data }, work) => showAgain(work, data)),
  on('media.asset.removed', 'forget-asset', async ({ data }, work) => {
    await work.db.delete(assets).where(eq(assets.id, data.assetId))
  }),
]

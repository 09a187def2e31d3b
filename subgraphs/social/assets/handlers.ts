import { on } from '@varal/platform/handlers'
import { assets } from './tables.ts'

export const assetHandlers = [
  on('media.upload.created', 'expect-asset', async ({ data }, work) => {
    // Nothing if the asset is known: this fact is the oldest there can be of it.
    await work.db
      .insert(assets)
      .values({ id: data.assetId, ownerId: data.ownerId, state: 'PENDING', ...(data.kind && { kind: data.kind }) })
      .onConflictDoNothing()
  }),
]

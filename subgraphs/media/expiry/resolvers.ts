import { mutation } from '@varal/platform/mutation'
import type { Resolvers } from '../generated/resolvers.ts'
import { deleteAsset, deleteAssetInput } from './delete-asset.ts'

export const expiryResolvers = {
  Mutation: { deleteAsset: mutation(deleteAssetInput, deleteAsset) },
  DeleteAssetPayload: { asset: ({ asset }, _args, { load }) => asset && load.asset.load(asset.id) },
  Asset: {
    async removal({ id, ownerId }, _args, { load, viewer }) {
      if (viewer.kind !== 'user' || viewer.id !== ownerId) return null
      const removal = await load.removal.load(id)
      if (!removal) return null
      const state = removal.keptAt ? 'IN_USE' : removal.releasedAt ? 'UNDER_WAY' : 'ASKED'
      return { state, requestedAt: removal.askedAt }
    },
  },
} satisfies Resolvers

import { mutation } from '@varal/platform/mutation'
import type { Resolvers } from '../generated/resolvers.ts'
import { noteLook } from '../note-look.ts'
import { ownAsset } from '../own-asset.ts'
import { contentOf, failureOf, placeholderOf } from './asset-fields.ts'
import { retryProcessing, retryProcessingInput } from './retry-processing.ts'
import { updateAsset, updateAssetInput } from './update-asset.ts'

export const assetResolvers = {
  Query: {
    async asset(_query, { id }, ctx) {
      const asset = await ownAsset(id, ctx)
      if (asset) noteLook(asset, ctx)
      return asset
    },
  },
  Mutation: {
    updateAsset: mutation(updateAssetInput, updateAsset),
    retryProcessing: mutation(retryProcessingInput, retryProcessing),
  },
  RetryProcessingPayload: { asset: ({ asset }, _args, { load }) => asset && load.asset.load(asset.id) },
  UpdateAssetPayload: { asset: ({ asset }, _args, { load }) => asset && load.asset.load(asset.id) },
  Asset: {
    // For everybody: whoever refers to an asset has decided who may see it.
    async __resolveReference({ id }, ctx) {
      const asset = await ctx.load.asset.load(id as never)
      if (asset) noteLook(asset, ctx)
      return asset
    },
    content: (asset, _args, { load }) => contentOf(asset, load),
    placeholder: placeholderOf,
    failure: (asset, _args, { caller }) => failureOf(asset, caller.language),
  },
} satisfies Resolvers

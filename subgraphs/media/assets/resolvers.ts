import { mutation } from '@varal/platform/mutation'
import type { Resolvers } from '../generated/resolvers.ts'
import { ownAsset } from '../own-asset.ts'
import { contentOf, failureOf, placeholderOf } from './asset-fields.ts'
import { updateAsset, updateAssetInput } from './update-asset.ts'

export const assetResolvers = {
  Query: { asset: (_query, { id }, ctx) => ownAsset(id, ctx) },
  Mutation: { updateAsset: mutation(updateAssetInput, updateAsset) },
  UpdateAssetPayload: { asset: ({ asset }, _args, { load }) => asset && load.asset.load(asset.id) },
  Asset: {
    // For everybody: whoever refers to an asset has decided who may see it.
    __resolveReference: ({ id }, { load }) => load.asset.load(id as never),
    content: (asset, _args, { load }) => contentOf(asset, load),
    placeholder: placeholderOf,
    failure: (asset, _args, { caller }) => failureOf(asset, caller.language),
  },
} satisfies Resolvers

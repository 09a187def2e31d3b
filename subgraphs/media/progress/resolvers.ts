import type { Resolvers } from '../generated/resolvers.ts'
import { assetProgress } from './asset-progress.ts'

export const progressResolvers = {
  Subscription: {
    assetProgress: {
      subscribe: (_subscription, { assetId, after }, ctx) => assetProgress(assetId, after, ctx) as never,
      resolve: (item: unknown) => item as never,
    },
  },
  AssetProgressEvent: { asset: async ({ assetId }, _args, { load }) => (await load.asset.load(assetId))! },
} satisfies Resolvers

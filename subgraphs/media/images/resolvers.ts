import type { Resolvers } from '../generated/resolvers.ts'
import { animationOf, cameraOf, nearDuplicates } from './picture-fields.ts'
import { renditionsIn } from './renditions-in.ts'

export const imageResolvers = {
  Asset: { nearDuplicates: (asset, _args, ctx) => nearDuplicates(asset, ctx) },
  ImageContent: {
    renditions: ({ assetId }, { formats }, ctx) => renditionsIn(assetId, formats, ctx),
    animation: ({ assetId }, _args, ctx) => animationOf(assetId, ctx),
    camera: ({ assetId }, _args, ctx) => cameraOf(assetId, ctx),
  },
  ImageRendition: { url: ({ key }, _args, { objects }) => objects.publicUrl(key) },
} satisfies Resolvers

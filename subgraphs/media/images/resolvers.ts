import type { Resolvers } from '../generated/resolvers.ts'
import { renditionsIn } from './renditions-in.ts'

export const imageResolvers = {
  ImageContent: { renditions: ({ assetId }, { formats }, ctx) => renditionsIn(assetId, formats, ctx) },
  ImageRendition: { url: ({ key }, _args, { objects }) => objects.publicUrl(key) },
} satisfies Resolvers

import { defineSubgraph } from '@varal/platform/subgraph'
import { assetResolvers } from './assets/resolvers.ts'
import { discardBytes } from './images/discard-bytes.ts'
import { processImage } from './images/process-image.ts'
import { imageResolvers } from './images/resolvers.ts'
import { loaders } from './loaders.ts'
import { progressResolvers } from './progress/resolvers.ts'
import { trimProgress } from './progress/trim-progress.ts'
import { expireUploads } from './uploads/expire-uploads.ts'
import { uploadResolvers } from './uploads/resolvers.ts'

/** Bytes, and everything derived from them. */
export const media = defineSubgraph({
  name: 'media',
  slices: [uploadResolvers, assetResolvers, imageResolvers, progressResolvers],
  loaders,
  handlers: [processImage, discardBytes, expireUploads, trimProgress],
})

import { defineSubgraph } from '@varal/platform/subgraph'
import { assetResolvers } from './assets/resolvers.ts'
import { discardBytes } from './images/discard-bytes.ts'
import { processImage } from './images/process-image.ts'
import { imageResolvers } from './images/resolvers.ts'
import { fetchImport } from './imports/fetch-import.ts'
import { importResolvers } from './imports/resolvers.ts'
import { loaders } from './loaders.ts'
import { progressResolvers } from './progress/resolvers.ts'
import { trimProgress } from './progress/trim-progress.ts'
import { expireUploads } from './uploads/expire-uploads.ts'
import { noticeUploads } from './uploads/notice-uploads.ts'
import { uploadResolvers } from './uploads/resolvers.ts'
import { sweepUploads } from './uploads/sweep-uploads.ts'
import { finishVideo } from './videos/finish-video.ts'
import { makePlayable } from './videos/make-playable.ts'
import { videoResolvers } from './videos/resolvers.ts'

/** Bytes, and everything derived from them. */
export const media = defineSubgraph({
  name: 'media',
  slices: [uploadResolvers, importResolvers, assetResolvers, imageResolvers, videoResolvers, progressResolvers],
  loaders,
  handlers: [
    processImage,
    makePlayable,
    finishVideo,
    discardBytes,
    fetchImport,
    noticeUploads,
    expireUploads,
    sweepUploads,
    trimProgress,
  ],
})

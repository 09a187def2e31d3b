import { defineSubgraph } from '@varal/platform/subgraph'
import { assetResolvers } from './assets/resolvers.ts'
import { erasureHandlers } from './erasure/erase-account.ts'
import { exportHandlers } from './export/export-account.ts'
import { discardBytes } from './images/discard-bytes.ts'
import { enrichPicture } from './images/enrich-picture.ts'
import { processImage } from './images/process-image.ts'
import { imageResolvers } from './images/resolvers.ts'
import { fetchImport } from './imports/fetch-import.ts'
import { importResolvers } from './imports/resolvers.ts'
import { loaders } from './loaders.ts'
import { progressResolvers } from './progress/resolvers.ts'
import { trimProgress } from './progress/trim-progress.ts'
import { classifyPicture, classifyVideo } from './safety/classify-asset.ts'
import { safetyResolvers } from './safety/resolvers.ts'
import { reviewUnjudged } from './safety/review-unjudged.ts'
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
  slices: [
    uploadResolvers,
    importResolvers,
    assetResolvers,
    imageResolvers,
    safetyResolvers,
    videoResolvers,
    progressResolvers,
  ],
  loaders,
  handlers: [
    processImage,
    makePlayable,
    finishVideo,
    classifyPicture,
    classifyVideo,
    reviewUnjudged,
    enrichPicture,
    discardBytes,
    fetchImport,
    noticeUploads,
    expireUploads,
    sweepUploads,
    trimProgress,
    ...erasureHandlers,
    ...exportHandlers,
  ],
})

import { defineSubgraph } from '@varal/platform/subgraph'
import { coolOriginals } from './archive/cool-originals.ts'
import { archiveResolvers } from './archive/resolvers.ts'
import { restoreOriginal } from './archive/restore-from-archive.ts'
import { assetResolvers } from './assets/resolvers.ts'
import { captionResolvers } from './captions/resolvers.ts'
import { captionHandlers } from './captions/write-captions.ts'
import { erasureHandlers } from './erasure/erase-account.ts'
import { discardFailed } from './expiry/discard-failed.ts'
import { expireUnused } from './expiry/expire-unused.ts'
import { answerHandlers } from './expiry/hear-answers.ts'
import { removeReleased } from './expiry/remove-released.ts'
import { expiryResolvers } from './expiry/resolvers.ts'
import { exportHandlers } from './export/export-account.ts'
import { discardBytes } from './images/discard-bytes.ts'
import { enrichPicture } from './images/enrich-picture.ts'
import { processImage } from './images/process-image.ts'
import { imageResolvers } from './images/resolvers.ts'
import { fetchImport } from './imports/fetch-import.ts'
import { importResolvers } from './imports/resolvers.ts'
import { linkHandlers } from './links/expect-link.ts'
import { previewLink } from './links/preview-link.ts'
import { linkResolvers } from './links/resolvers.ts'
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
    expiryResolvers,
    captionResolvers,
    archiveResolvers,
    linkResolvers,
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
    previewLink,
    ...linkHandlers,
    ...captionHandlers,
    coolOriginals,
    restoreOriginal,
    ...answerHandlers,
    expireUnused,
    removeReleased,
    discardFailed,
    ...erasureHandlers,
    ...exportHandlers,
  ],
})

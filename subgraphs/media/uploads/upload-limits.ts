import { limits } from '../limits.ts'
import type { Ctx } from '../loaders.ts'
import { videoLimits } from '../video-limits.ts'
import { uploadUsage } from './reads.ts'

/** What the viewer may upload, and how much of it is left. */
export async function uploadLimits({ db, viewer, clock, ffmpeg }: Pick<Ctx, 'db' | 'viewer' | 'clock' | 'ffmpeg'>) {
  const [usage] = viewer.kind === 'user' ? await uploadUsage(db, clock.now())([viewer.id]) : []
  return {
    maxImageBytes: limits.imageBytesMax,
    maxImagePixels: limits.imagePixelsMax,
    maxVideoBytes: limits.videoBytesMax,
    maxVideoDurationMs: videoLimits.durationMsMax,
    acceptedMimeTypes: [...limits.mimeTypes, ...(ffmpeg ? limits.videoMimeTypes : [])],
    remainingBytesToday: limits.bytesPerDayMax - (usage?.bytes ?? 0),
    maxOpenUploads: limits.openUploadsMax,
    openUploads: usage?.open ?? 0,
  }
}

import { limits } from '../limits.ts'
import type { Ctx } from '../loaders.ts'
import { uploadUsage } from './reads.ts'

/** What the viewer may upload, and how much of it is left. */
export async function uploadLimits({ db, viewer, clock }: Pick<Ctx, 'db' | 'viewer' | 'clock'>) {
  const [usage] = viewer.kind === 'user' ? await uploadUsage(db, clock.now())([viewer.id]) : []
  return {
    maxImageBytes: limits.imageBytesMax,
    maxImagePixels: limits.imagePixelsMax,
    acceptedMimeTypes: limits.mimeTypes,
    remainingBytesToday: limits.bytesPerDayMax - (usage?.bytes ?? 0),
    maxOpenUploads: limits.openUploadsMax,
    openUploads: usage?.open ?? 0,
  }
}

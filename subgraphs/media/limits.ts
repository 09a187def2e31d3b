const HOUR_MS = 60 * 60 * 1_000

/** What people may send. Told to clients by `Query.uploadLimits`. */
export const limits = {
  mimeTypes: ['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif'],
  imageBytesMax: 20 * 2 ** 20,
  videoMimeTypes: ['video/mp4', 'video/quicktime', 'video/webm', 'video/x-matroska'],
  videoBytesMax: 512 * 2 ** 20,
  /** Both sides multiplied. */
  imagePixelsMax: 50_000_000,
  imageSidePxMax: 12_000,
  /** The longer side by the shorter one. A strip one pixel wide passes every limit of pixels, and costs seconds. */
  imageRatioMax: 20,
  /** Of the files that one person began to upload within the window. */
  bytesPerDayMax: 2 * 2 ** 30,
  quotaWindowMs: 24 * HOUR_MS,
  openUploadsMax: 20,
  /** How long an upload waits for its bytes. Not longer than the window: what is open is counted within it. */
  uploadOpenMs: 24 * HOUR_MS,
  /** Larger files are sent in parts of so many bytes: what a bad network loses is one part. */
  singlePutBytesMax: 20 * 2 ** 20,
  partBytes: 8 * 2 ** 20,
  /** How long an address takes bytes; the same createUpload, sent again, gives a fresh one. */
  addressValidS: 600,
  altTextCharactersMax: 1_000,
} as const

export type MimeType = (typeof limits.mimeTypes)[number]

/** What each kind of asset may be sent as, and at most how many bytes of it. */
export const accepted: Readonly<Record<'IMAGE' | 'VIDEO', { mimeTypes: readonly string[]; bytesMax: number }>> = {
  IMAGE: { mimeTypes: limits.mimeTypes, bytesMax: limits.imageBytesMax },
  VIDEO: { mimeTypes: limits.videoMimeTypes, bytesMax: limits.videoBytesMax },
}

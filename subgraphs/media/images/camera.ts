import readExif from 'exif-reader'
import { z } from 'zod'

const word = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[\p{L}\p{N}\p{P}\p{S} ]+$/u)
  .optional()
  .catch(undefined)
const number = (max: number) => z.number().positive().max(max).optional().catch(undefined)

/** What is taken over of a file's metadata, and nothing else: no place, no time, no name, no serial number. */
const cameraShape = z.object({
  make: word,
  model: word,
  lens: word,
  /** In seconds. */
  exposureTimeS: number(100_000),
  fNumber: number(1_000),
  iso: z.number().int().positive().max(10_000_000).optional().catch(undefined),
  /** In millimetres, of the lens itself. */
  focalLengthMm: number(10_000),
})

export type Camera = z.output<typeof cameraShape>

/** Larger metadata is no camera's. */
const EXIF_BYTES_MAX = 256 * 2 ** 10

/** What a picture was taken with, of its EXIF; null if that does not say, or is damaged. */
export function cameraOf(exif: Buffer | undefined): Camera | null {
  if (!exif || exif.length > EXIF_BYTES_MAX) return null
  try {
    const { Image: image, Photo: photo } = readExif(exif)
    const iso = Array.isArray(photo?.ISOSpeedRatings) ? photo.ISOSpeedRatings[0] : photo?.ISOSpeedRatings
    const camera = cameraShape.parse({
      make: image?.Make,
      model: image?.Model,
      lens: photo?.LensModel,
      exposureTimeS: photo?.ExposureTime,
      fNumber: photo?.FNumber,
      iso,
      focalLengthMm: photo?.FocalLength,
    })
    return Object.values(camera).some((value) => value !== undefined) ? camera : null
  } catch {
    // It is no use to anybody, and the picture is as good as before.
    return null
  }
}

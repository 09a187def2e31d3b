import sharp, { type Sharp, type SharpOptions } from 'sharp'
import { limits, type MimeType } from './limits.ts'
import { UnusableFile } from './unusable-file.ts'

/*
 * Bytes from strangers meet five decoders and no other: libvips reads dozens of formats, among them SVG, which may ask
 * for more files, and PDF. What is blocked is blocked in the whole process.
 */
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: [
    'VipsForeignLoadJpegBuffer',
    'VipsForeignLoadPngBuffer',
    'VipsForeignLoadWebpBuffer',
    'VipsForeignLoadNsgifBuffer',
    'VipsForeignLoadHeifBuffer',
  ],
})
// Every picture is decoded once: remembering would only hold memory.
sharp.cache(false)

const formats: Record<MimeType, string> = {
  'image/jpeg': 'jpeg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/avif': 'heif',
}

/** Longer than the slowest picture within the limits takes. */
const DECODE_S_MAX = 20

/** Pixels in sRGB, 8 bits a channel, with or without alpha. */
export interface Picture {
  readonly data: Buffer
  readonly width: number
  readonly height: number
  readonly channels: 3 | 4
}

/** Frames of an image file, unread. All pixels of all that are read count against the limit. */
export const openFrames = (file: Buffer, which: Pick<SharpOptions, 'page' | 'pages'>): Sharp =>
  sharp(file, { failOn: 'error', limitInputPixels: limits.imagePixelsMax, ...which }).timeout({ seconds: DECODE_S_MAX })

const openFile = (file: Buffer): Sharp => openFrames(file, { pages: 1 })

export const openPicture = ({ data, ...raw }: Picture): Sharp => sharp(data, { raw })

/**
 * The size of the upright picture in pixels, and how many pictures the file shows one after the other, from its header.
 * @throws UnusableFile if it is not what its first bytes say, or beyond the limits.
 */
export async function probe(file: Buffer, type: MimeType): Promise<{ width: number; height: number; frames: number }> {
  const { format, compression, autoOrient, pages = 1 } = await reading(openFile(file).metadata())
  const isThatType = format === formats[type] && (type !== 'image/avif' || compression === 'av1')
  if (!isThatType) throw new UnusableFile('NOT_AN_IMAGE')
  const { width, height } = autoOrient
  const [short, long] = width < height ? [width, height] : [height, width]
  if (long > limits.imageSidePxMax) throw new UnusableFile('TOO_LONG_SIDE')
  if (width * height > limits.imagePixelsMax) throw new UnusableFile('TOO_MANY_PIXELS')
  if (long > short * limits.imageRatioMax) throw new UnusableFile('TOO_NARROW')
  // Of the others, pages are no film: thumbnails, layers.
  return { width, height, frames: type === 'image/gif' || type === 'image/webp' ? pages : 1 }
}

/** The picture upright, not wider than `widthMax`, in sRGB; nothing else of the file comes with it. @throws UnusableFile */
export async function decode(file: Buffer, widthMax: number): Promise<Picture> {
  const upright = openFile(file).autoOrient().resize({ width: widthMax, withoutEnlargement: true })
  const { data, info } = await reading(upright.toColourspace('srgb').raw().toBuffer({ resolveWithObject: true }))
  return { data, width: info.width, height: info.height, channels: info.channels as 3 | 4 }
}

/** The decoder only says in words what was wrong. What is not about the file is thrown as it is. */
async function reading<Result>(result: Promise<Result>): Promise<Result> {
  return result.catch((error: unknown) => {
    const words = error instanceof Error && error.name === 'Error' ? error.message : ''
    if (words === '' || /^timeout|memory|allocat/i.test(words)) throw error
    if (/pixel limit/.test(words)) throw new UnusableFile('TOO_MANY_PIXELS', { cause: error })
    if (/unsupported image format/.test(words)) throw new UnusableFile('NOT_AN_IMAGE', { cause: error })
    throw new UnusableFile('DAMAGED', { cause: error })
  })
}

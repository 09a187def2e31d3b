import type { Sharp } from 'sharp'
import { openPicture, type Picture } from '../decoder.ts'
import { firstStepWidthsPx, type RenditionName, stepWidthsPx } from '../object-keys.ts'
import type { RenditionRow } from './tables.ts'

export interface PlannedRendition {
  readonly name: RenditionName
  readonly format: RenditionRow['format']
  /** In pixels. */
  readonly width: number
}

export interface Rendition extends PlannedRendition {
  readonly height: number
  readonly file: Buffer
  readonly contentType: `image/${'avif' | 'webp' | 'jpeg'}`
}

/**
 * Which renditions a picture of this width has when it is READY, smallest first: a WebP for each step that it fills and one
 * as wide as it is, up to the last of the first steps; and the largest as JPEG, for whoever knows no WebP. Nothing is enlarged.
 */
export function planRenditions(width: number): PlannedRendition[] {
  const filled = firstStepWidthsPx.filter((_step, i) => width > (firstStepWidthsPx[i - 1] ?? 0))
  const webps = filled.map((step) => ({ name: `${step}.webp`, format: 'WEBP', width: Math.min(step, width) }) as const)
  return [...webps, { name: 'full.jpg', format: 'JPEG', width: webps.at(-1)?.width ?? width }]
}

/** And which it gets after that: the widest, if it fills it, and each step as AVIF. */
export function planLaterRenditions(width: number): PlannedRendition[] {
  const filled = stepWidthsPx.filter((_step, i) => width > (stepWidthsPx[i - 1] ?? 0))
  const widest = stepWidthsPx.at(-1)!
  return [
    ...(filled.includes(widest)
      ? [{ name: `${widest}.webp`, format: 'WEBP', width: Math.min(widest, width) } as const]
      : []),
    ...filled.map((step) => ({ name: `${step}.avif`, format: 'AVIF', width: Math.min(step, width) }) as const),
  ]
}

/** Without metadata: no place, no name, no camera leaves with it. */
export async function makeRendition(picture: Picture, plan: PlannedRendition): Promise<Rendition> {
  const sized = openPicture(picture).resize({ width: plan.width, withoutEnlargement: true })
  const { data: file, info } = await encoded[plan.format](sized).toBuffer({ resolveWithObject: true })
  const contentType = `image/${plan.format.toLowerCase() as Lowercase<typeof plan.format>}` as const
  return { ...plan, width: info.width, height: info.height, file, contentType }
}

const encoded: Record<RenditionRow['format'], (sized: Sharp) => Sharp> = {
  // Effort 2: twice as fast as the default of 4 for a few percent of bytes.
  WEBP: (sized) => sized.webp({ quality: 80, effort: 2 }),
  // Effort 1: a tenth of the time of the default of 4 or less, for 10 to 25 % of bytes; 2 has the bytes of 1 for more time.
  AVIF: (sized) => sized.avif({ quality: 55, effort: 1, chromaSubsampling: '4:2:0' }),
  JPEG: (sized) => sized.flatten({ background: 'white' }).jpeg({ quality: 82, progressive: true }),
}

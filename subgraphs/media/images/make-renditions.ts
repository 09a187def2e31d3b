import { type RenditionName, stepWidthsPx } from '../object-keys.ts'
import { openPicture, type Picture } from './decoder.ts'
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
  readonly contentType: 'image/webp' | 'image/jpeg'
}

/**
 * Which renditions a picture of this width gets, smallest first: a WebP for each step that it fills and one as wide as
 * it is, up to the last step; and the largest as JPEG, for whoever knows no WebP. Nothing is enlarged.
 */
export function planRenditions(width: number): PlannedRendition[] {
  const filled = stepWidthsPx.filter((_step, i) => width > (stepWidthsPx[i - 1] ?? 0))
  const webps = filled.map((step) => ({ name: `${step}.webp`, format: 'WEBP', width: Math.min(step, width) }) as const)
  return [...webps, { name: 'full.jpg', format: 'JPEG', width: webps.at(-1)?.width ?? width }]
}

/** Without metadata: no place, no name, no camera leaves with it. */
export async function makeRendition(picture: Picture, plan: PlannedRendition): Promise<Rendition> {
  const sized = openPicture(picture).resize({ width: plan.width, withoutEnlargement: true })
  // WebP's effort 2: twice as fast as its default of 4 for a few percent of bytes.
  const encoded =
    plan.format === 'WEBP'
      ? sized.webp({ quality: 80, effort: 2 })
      : sized.flatten({ background: 'white' }).jpeg({ quality: 82, progressive: true })
  const { data: file, info } = await encoded.toBuffer({ resolveWithObject: true })
  const contentType = plan.format === 'WEBP' ? 'image/webp' : 'image/jpeg'
  return { ...plan, width: info.width, height: info.height, file, contentType }
}

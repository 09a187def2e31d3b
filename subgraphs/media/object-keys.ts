import type { AssetId } from '@varal/schema/ids'

/** Where an original lies, in the bucket `originals`: readable by us only. */
export const originalKey = (assetId: AssetId) => `images/${assetId}`

/** All that can lie there of one asset: what a TUS upload leaves beside it, too. */
export const originalKeys = (assetId: AssetId): string[] => {
  const key = originalKey(assetId)
  return [key, `${key}.info`, `${key}.part`]
}

/** The steps of an image's renditions: at most this wide, in pixels. The widest comes after READY. */
export const firstStepWidthsPx = [236, 474, 736, 1200] as const
export const stepWidthsPx = [...firstStepWidthsPx, 2048] as const

export type RenditionName = `${(typeof stepWidthsPx)[number]}.${'webp' | 'avif'}` | 'full.jpg'

/** Of what moves. */
export type AnimationName = 'animation.webp' | 'animation.mp4'

/**
 * Where a rendition lies, in the bucket `renditions`, for whoever was told. Only the asset's secret goes into it, so that
 * every attempt writes to the same keys, and nothing that a killed one wrote is forgotten.
 */
export const renditionKey = (secret: string, name: RenditionName | AnimationName) => `images/${secret}/${name}`

/** All that can exist for one asset. */
export const renditionKeys = (secret: string): string[] => [
  ...stepWidthsPx.flatMap((width) => [renditionKey(secret, `${width}.webp`), renditionKey(secret, `${width}.avif`)]),
  ...(['full.jpg', 'animation.webp', 'animation.mp4'] as const).map((name) => renditionKey(secret, name)),
]

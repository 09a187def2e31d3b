import { rgbaToThumbHash } from 'thumbhash'
import { openPicture, type Picture } from '../decoder.ts'

/** What the hash takes at most. */
const SIDE_PX_MAX = 100

/** What stands in for a picture while it loads. */
export interface Placeholder {
  /** Base64, about 25 bytes. */
  readonly thumbhash: string
  /** #rrggbb */
  readonly dominantColor: string
}

export async function placeholderOf(picture: Picture): Promise<Placeholder> {
  const small = { width: SIDE_PX_MAX, height: SIDE_PX_MAX, fit: 'inside', withoutEnlargement: true } as const
  const { data, info } = await openPicture(picture)
    .resize(small)
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const onWhite = await openPicture({ data, width: info.width, height: info.height, channels: 4 })
    .flatten({ background: 'white' })
    .raw()
    .toBuffer()
  const { dominant } = await openPicture({ data: onWhite, width: info.width, height: info.height, channels: 3 }).stats()
  return {
    thumbhash: Buffer.from(rgbaToThumbHash(info.width, info.height, data)).toString('base64'),
    dominantColor: `#${[dominant.r, dominant.g, dominant.b].map(twoDigits).join('')}`,
  }
}

const twoDigits = (value: number) => value.toString(16).padStart(2, '0')

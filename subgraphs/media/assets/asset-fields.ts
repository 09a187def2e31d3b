import type { Language } from '@varal/schema/messages'
import { failureMessages } from '../failure-messages.ts'
import { linkContent } from '../link-content.ts'
import type { Ctx } from '../loaders.ts'
import type { AssetModel } from '../models.ts'
import type { AssetRow } from './tables.ts'

/** What there is to show: the table's constraint says that a READY asset is complete. */
export async function contentOf(asset: AssetModel, load: Pick<Ctx['load'], 'video'>) {
  if (asset.kind === 'LINK') return linkContent(asset)
  if (asset.kind === 'VIDEO') {
    const video = ['PLAYABLE', 'READY'].includes(asset.state) ? await load.video.load(asset.id) : null
    return video && { __typename: 'VideoContent' as const, ...video, ...sizeOf(asset), poster: pictureOf(asset) }
  }
  return asset.state === 'READY' ? pictureOf(asset) : null
}

const sizeOf = ({ width, height }: AssetRow) => ({ width, height })

/** The asset's picture, or its poster: renditions are those of the asset either way. */
const pictureOf = ({ id, width, height, dominantColor }: AssetRow) => ({
  __typename: 'ImageContent' as const,
  assetId: id,
  width,
  height,
  dominantColor,
})

export function placeholderOf({ thumbhash, width, height }: AssetModel) {
  return thumbhash && width && height ? { thumbhash, aspectRatio: width / height } : null
}

export function failureOf({ failureCode: code, failureIsRetryable, failureAttempt }: AssetModel, language: Language) {
  if (!code) return null
  return { code, message: failureMessages[language][code], retryable: failureIsRetryable, attempt: failureAttempt }
}

import type { Language } from '@varal/schema/messages'
import { failureMessages } from '../failure-messages.ts'
import type { AssetRow } from './tables.ts'

/** What there is to show: the table's constraint says that a READY asset is complete. */
export function contentOf({ id, state, width, height, dominantColor }: AssetRow) {
  return state === 'READY' ? { __typename: 'ImageContent' as const, assetId: id, width, height, dominantColor } : null
}

export function placeholderOf({ thumbhash, width, height }: AssetRow) {
  return thumbhash && width && height ? { thumbhash, aspectRatio: width / height } : null
}

export function failureOf({ failureCode: code, failureIsRetryable, failureAttempt }: AssetRow, language: Language) {
  if (!code) return null
  return { code, message: failureMessages[language][code], retryable: failureIsRetryable, attempt: failureAttempt }
}

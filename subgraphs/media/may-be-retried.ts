import type { AssetRow } from './assets/tables.ts'

/** How long the bytes of what failed by our fault are kept, so that it can be tried again. */
export const RETRYABLE_MS = 7 * 24 * 60 * 60_000

/** Whether its bytes are here and could succeed another time. */
export const mayBeRetried = (
  { state, failureCode, failureIsRetryable, finishedAt, discardedAt }: AssetRow,
  now: Date,
): boolean =>
  state === 'FAILED' &&
  failureCode === 'PROCESSING_FAILED' &&
  failureIsRetryable === true &&
  discardedAt === null &&
  finishedAt !== null &&
  now.getTime() - finishedAt.getTime() < RETRYABLE_MS

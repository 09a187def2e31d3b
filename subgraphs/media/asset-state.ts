import { among } from '@varal/platform/db'
import { numberItems } from '@varal/platform/live/number-items'
import type { Work } from '@varal/platform/work'
import type { AssetId, UserId } from '@varal/schema/ids'
import { assetTopic } from '@varal/schema/live'
import { and, eq, inArray, isNull, lt, or, type SQL } from 'drizzle-orm'
import { type AssetRow, assets } from './assets/tables.ts'
import type { FailureCode } from './failure-messages.ts'
import { assetEvents, type ProcessingStage } from './progress/tables.ts'
import { queueRun, queueRunAgain } from './videos/runs.ts'

/*
 * The one way of an asset: AWAITING_BYTES, PROCESSING, a video PLAYABLE, then READY for good, or FAILED, from where its owner
 * may have it begin again if the failure was ours. Each step happens
 * at most once, whoever tries it and however often, and is written to the asset's log in the transaction that takes it.
 */

/** The bytes are in the store. */
export async function beginProcessing(work: Work, assetId: AssetId): Promise<void> {
  const isAwaited = and(eq(assets.id, assetId), eq(assets.state, 'AWAITING_BYTES'))
  const begun = await step(work, 'RECEIVED', { state: 'PROCESSING', percent: 5 }, isAwaited)
  for (const { ownerId, kind } of begun) if (kind === 'VIDEO') await queueRun(work, assetId, ownerId, 'FIRST')
}

/** What is known of a picture once it was decoded. */
export type Learned = Partial<Pick<AssetRow, 'width' | 'height' | 'frames' | 'thumbhash' | 'dominantColor'>>

/** Says how far the work is, unless an earlier attempt has been as far. */
export async function advance(
  work: Work,
  assetId: AssetId,
  stage: ProcessingStage,
  percent: number,
  learned: Learned = {},
): Promise<void> {
  const isUnderWay = inArray(assets.state, ['PROCESSING', 'PLAYABLE'])
  const isBehind = and(eq(assets.id, assetId), isUnderWay, lt(assets.percent, percent))
  await step(work, stage, { percent, ...learned }, isBehind)
}

/** Whether it was this call that made a video PLAYABLE: then its row and its poster are to be stored in the same transaction. */
export async function becomePlayable(
  work: Work,
  assetId: AssetId,
  percent: number,
  learned: Learned,
): Promise<boolean> {
  const isProcessing = and(eq(assets.id, assetId), eq(assets.state, 'PROCESSING'), eq(assets.kind, 'VIDEO'))
  const playable = await step(work, 'PLAYABLE', { state: 'PLAYABLE', percent, ...learned }, isProcessing)
  for (const { ownerId, kind } of playable) work.announce('media.asset.playable', { assetId, ownerId, kind })
  return playable.length > 0
}

/** Whether it was this call that made it READY: then its renditions are to be stored in the same transaction. */
export async function becomeReady(work: Work, assetId: AssetId): Promise<boolean> {
  const isComplete = or(
    and(eq(assets.kind, 'IMAGE'), eq(assets.state, 'PROCESSING')),
    and(eq(assets.kind, 'VIDEO'), eq(assets.state, 'PLAYABLE')),
  )
  const change = { state: 'READY', percent: 100, finishedAt: work.at } as const
  const ready = await step(work, 'READY', change, and(eq(assets.id, assetId), isComplete))
  for (const { ownerId, kind } of ready) work.announce('media.asset.ready', { assetId, ownerId, kind })
  return ready.length > 0
}

/** What failed for reasons of ours begins again, from its bytes. Those who watch see it go back to the beginning. */
export async function beginAgain(work: Work, asset: AssetRow, retries: Pick<AssetRow, 'retries' | 'retriesSince'>) {
  const cleared = { finishedAt: null, failureCode: null, failureIsRetryable: null, failureAttempt: null }
  const isFailed = and(eq(assets.id, asset.id), eq(assets.state, 'FAILED'), isNull(assets.discardedAt))
  const change = { ...cleared, ...retries, state: 'PROCESSING', percent: 5 } as const
  const begun = await step(work, 'RECEIVED', change, isFailed)
  for (const { assetId, kind } of begun) if (kind === 'VIDEO') await queueRunAgain(work, assetId)
}

export interface Failure {
  readonly code: FailureCode
  /** Whether the same bytes could succeed another time. */
  readonly isRetryable: boolean
  /** Which attempt it was, from 1; 0 if nothing was attempted. */
  readonly attempt: number
}

/** Those that have finished stay as they are, and so does what can be played. */
export async function fail(work: Work, assetIds: readonly AssetId[], failure: Failure): Promise<void> {
  const change = {
    state: 'FAILED',
    finishedAt: work.at,
    failureCode: failure.code,
    failureIsRetryable: failure.isRetryable,
    failureAttempt: failure.attempt,
  } as const
  const isUnfinished = and(among(assets.id, assetIds), inArray(assets.state, ['AWAITING_BYTES', 'PROCESSING']))
  for (const { assetId, ownerId } of await step(work, 'FAILED', change, isUnfinished)) {
    work.announce('media.asset.failed', { assetId, ownerId, code: failure.code })
  }
}

interface Stepped {
  readonly assetId: AssetId
  readonly ownerId: UserId
  readonly kind: AssetRow['kind']
  readonly percent: number
}

/** Changes the assets that `are` ready for it, and tells those who watch. Gives the ones that changed. Three statements. */
async function step(
  work: Work,
  stage: ProcessingStage,
  change: Partial<AssetRow>,
  are: SQL | undefined,
): Promise<readonly Stepped[]> {
  const stepped = await work.db
    .update(assets)
    .set(change)
    .where(are)
    .returning({ assetId: assets.id, ownerId: assets.ownerId, kind: assets.kind, percent: assets.percent })
  if (stepped.length === 0) return []

  const topics = stepped.map(({ assetId }) => assetTopic(assetId))
  const numbers = await numberItems(work.db, topics)
  const entries = stepped.map(({ assetId, percent }) => ({
    assetId,
    seq: numbers.get(assetTopic(assetId))!,
    at: work.at,
    stage,
    percent,
  }))
  await work.db.insert(assetEvents).values(entries)
  for (const { assetId, seq, percent } of entries) {
    work.push({ topic: assetTopic(assetId), seq, at: work.at.toISOString(), data: { stage, percent } })
  }
  return stepped
}

import { setTimeout as wait } from 'node:timers/promises'
import { type ActivityParts, keepDoing } from '@varal/platform/handlers'
import { and, asc, eq, isNull, lt } from 'drizzle-orm'
import { assets } from '../assets/tables.ts'
import { discard } from '../discard.ts'
import { RETRYABLE_MS } from '../may-be-retried.ts'

const ASSETS_MAX = 20
const ROUND_MS = 60_000
/** A retry in the last moment has begun by then. */
const MARGIN_MS = 60 * 60_000

type Parts = Pick<ActivityParts, 'db' | 'objects' | 'clock' | 'log'>

/** Removes the bytes of what failed and was not tried again in time. */
export const discardFailed = keepDoing('discard-failed', async ({ signal, ...parts }) => {
  while (!signal.aborted) {
    await discardSome(parts)
    await wait(ROUND_MS, undefined, { signal }).catch(() => {})
  }
})

/** One round, oldest first. One that cannot be discarded does not hold up the others of the round. */
export async function discardSome(parts: Parts): Promise<void> {
  const before = new Date(parts.clock.now().getTime() - RETRYABLE_MS - MARGIN_MS)
  const failed = await parts.db
    .select()
    .from(assets)
    .where(and(eq(assets.state, 'FAILED'), isNull(assets.discardedAt), lt(assets.finishedAt, before)))
    .orderBy(asc(assets.finishedAt))
    .limit(ASSETS_MAX)
  for (const asset of failed) {
    await discard(asset, parts).catch((err: unknown) => {
      parts.log.warn({ assetId: asset.id, err }, 'what failed is not discarded yet')
    })
  }
}

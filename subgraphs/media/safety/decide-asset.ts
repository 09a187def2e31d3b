import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Work } from '@varal/platform/work'
import type { AssetId } from '@varal/schema/ids'
import { eq } from 'drizzle-orm'
import { assets } from '../assets/tables.ts'
import type { Sensitivity } from '../sensitivity.ts'
import { type SafetyCategory, safetyLabels } from './tables.ts'

export interface Decision {
  readonly assetId: AssetId
  readonly sensitivity: Sensitivity
  /** What it is, in the moderator's eyes; null if it is harmless. */
  readonly label: SafetyCategory | null
}

/**
 * A moderator's word on an asset, or on an appeal: it holds against model and owner until another one. Whoever calls this
 * has seen to it that it is a moderator's. Nothing is deleted. Deciding the same twice is deciding once.
 */
export async function decideAsset(
  work: Work,
  { assetId, sensitivity, label }: Decision,
): Promise<Outcome<{ assetId: AssetId }>> {
  const [asset] = await work.db.select().from(assets).where(eq(assets.id, assetId)).for('update')
  if (!asset) return refuse('NOT_FOUND', ['assetId'])
  if (asset.moderatorSensitivity === sensitivity && asset.safetyState === 'CLEAR') return { assetId }
  await work.db
    .update(assets)
    .set({ moderatorSensitivity: sensitivity, safetyState: 'CLEAR' })
    .where(eq(assets.id, assetId))
  const said = { assetId, source: 'MODERATOR' as const, score: 1, topScore: 1, at: work.at }
  if (label)
    await work.db
      .insert(safetyLabels)
      .values({ ...said, label })
      .onConflictDoNothing()
  const decided = { sensitivity, label, score: label && 1, needsReview: false }
  work.announce('media.asset.flagged', { assetId, ownerId: asset.ownerId, ...decided })
  return { assetId }
}

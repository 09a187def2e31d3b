import { among } from '@varal/platform/db'
import type { Work } from '@varal/platform/work'
import type { AssetId } from '@varal/schema/ids'
import { and, eq } from 'drizzle-orm'
import { type AssetRow, assets } from '../assets/tables.ts'
import { sensitivityOf } from '../sensitivity.ts'
import type { Classification } from './classifier.ts'
import type { Verdict } from './judge.ts'
import { safetyLabels } from './tables.ts'

/** Stores what the model thinks of an asset, unless it has its answer, and tells those who show, review or find it. */
export async function keepVerdict(
  work: Work,
  { id: assetId, ownerId }: Pick<AssetRow, 'id' | 'ownerId'>,
  { sensitivity, findings }: Verdict,
  { version, first }: { readonly version: string; readonly first: Classification },
): Promise<void> {
  const needsReview = sensitivity !== 'SHOW'
  const [asset] = await work.db
    .update(assets)
    .set({ safetyState: needsReview ? 'REVIEW' : 'CLEAR', modelSensitivity: sensitivity })
    .where(and(eq(assets.id, assetId), eq(assets.safetyState, 'PENDING')))
    .returning()
  if (!asset) return
  const labels = findings.map((one) => ({ assetId, source: 'MODEL' as const, model: version, at: work.at, ...one }))
  await work.db.insert(safetyLabels).values(labels)
  work.announce('media.asset.embedded', { assetId, ownerId, model: version, embedding: [...first.embedding] })
  if (!needsReview) return
  const [{ label, score }] = findings
  work.announce('media.asset.flagged', {
    assetId,
    ownerId,
    sensitivity: sensitivityOf(asset),
    label,
    score,
    needsReview,
  })
}

/** Assets that the model gave no answer for: blurred, and a person looks. */
export async function sendToReview(work: Work, assetIds: readonly AssetId[]): Promise<void> {
  const waiting = await work.db
    .update(assets)
    .set({ safetyState: 'REVIEW' })
    .where(and(among(assets.id, assetIds), eq(assets.safetyState, 'PENDING')))
    .returning()
  for (const asset of waiting) {
    const { id: assetId, ownerId } = asset
    const unanswered = { sensitivity: sensitivityOf(asset), label: null, score: null, needsReview: true }
    work.announce('media.asset.flagged', { assetId, ownerId, ...unanswered })
  }
}

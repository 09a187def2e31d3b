import { decodeId } from '@varal/platform/global-ids'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { AssetId } from '@varal/schema/ids'
import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { altText } from '../alt-text.ts'
import { safetyLabels } from '../safety/tables.ts'
import { sensitivityOf } from '../sensitivity.ts'
import { assets } from './tables.ts'

export const updateAssetInput = z.object({
  assetId: z.string(),
  // Absent stays absent: alone it would be null, which takes the text away.
  altText: z.undefined().or(altText),
  sensitive: z.boolean().nullish(),
  showCamera: z.boolean().nullish(),
})

/** Changes what an owner says about an asset. What is absent stays as it is. */
export async function updateAsset(
  work: Work,
  owner: Actor,
  input: z.output<typeof updateAssetInput>,
): Promise<Outcome<{ asset: { id: AssetId } }>> {
  const id = decodeId('Asset', input.assetId)
  const [before] = id ? await work.db.select().from(assets).where(eq(assets.id, id)).for('update') : []
  if (!before || before.ownerId !== owner.id) return refuse('NOT_FOUND', ['input', 'assetId'])

  const after = {
    altText: input.altText === undefined ? before.altText : input.altText,
    isSensitive: input.sensitive ?? before.isSensitive,
    showsCamera: input.showCamera ?? before.showsCamera,
  }
  await work.db.update(assets).set(after).where(eq(assets.id, before.id))
  if (after.isSensitive !== before.isSensitive) await tellSensitive(work, { ...before, ...after })
  return { asset: { id: before.id } }
}

async function tellSensitive(work: Work, asset: typeof assets.$inferSelect): Promise<void> {
  const { id: assetId, ownerId, isSensitive, safetyState } = asset
  const said = { assetId, source: 'AUTHOR' as const, label: 'OTHER' as const, score: 1, topScore: 1, at: work.at }
  if (isSensitive) await work.db.insert(safetyLabels).values(said).onConflictDoNothing()
  else {
    await work.db.delete(safetyLabels).where(and(eq(safetyLabels.assetId, assetId), eq(safetyLabels.source, 'AUTHOR')))
  }
  const told = { sensitivity: sensitivityOf(asset), label: null, score: null, needsReview: safetyState === 'REVIEW' }
  work.announce('media.asset.flagged', { assetId, ownerId, ...told })
}

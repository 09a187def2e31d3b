import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { AssetId } from '@varal/schema/ids'
import { z } from 'zod'
import { lockedAsset } from '../assets/reads.ts'
import { askAbout } from './ask-about.ts'

export const deleteAssetInput = z.object({ id: globalId('Asset') })

/**
 * Has an asset removed unless something shows it, which those who could are asked: `Asset.removal` says what came of it.
 * Deleting what is being removed changes nothing; what was kept is asked about again.
 */
export async function deleteAsset(
  work: Work,
  owner: Actor,
  { id }: z.output<typeof deleteAssetInput>,
): Promise<Outcome<{ asset: { id: AssetId } }>> {
  const [asset] = await lockedAsset(work.db, id)
  if (asset?.ownerId !== owner.id) return refuse('NOT_FOUND', ['input', 'id'])
  if (asset.state !== 'READY' && asset.state !== 'FAILED') return refuse('ASSET_UNFINISHED', ['input', 'id'])
  if (!asset.removingAt) await askAbout(work, [asset], 'OWNER')
  return { asset: { id } }
}

import { decodeId } from '@varal/platform/global-ids'
import type { Ctx } from './loaders.ts'
import type { AssetModel } from './models.ts'

/** The viewer's own asset; null for what is not an id, does not exist or is somebody else's. */
export async function ownAsset(globalId: string, { viewer, load }: Ctx): Promise<AssetModel | null> {
  const id = decodeId('Asset', globalId)
  const asset = id && (await load.asset.load(id))
  return asset && viewer.kind === 'user' && asset.ownerId === viewer.id ? asset : null
}

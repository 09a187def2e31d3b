import type { AssetId } from '@varal/schema/ids'
import type { Ctx } from '../loaders.ts'
import type { RenditionRow } from './tables.ts'

/** An asset's renditions in the wanted formats, smallest first; null wants all. */
export async function renditionsIn(
  assetId: AssetId,
  formats: readonly RenditionRow['format'][] | null | undefined,
  { load }: Ctx,
): Promise<RenditionRow[]> {
  const all = await load.renditions.load(assetId)
  return formats ? all.filter(({ format }) => formats.includes(format)) : all
}

import type { AssetId } from '@varal/schema/ids'
import type { Ctx } from '../loaders.ts'
import type { AssetModel } from '../models.ts'
import type { Camera } from './camera.ts'

export async function animationOf(assetId: AssetId, { load, objects }: Ctx) {
  const picture = await load.picture.load(assetId)
  if (!picture?.animatedWebpKey) return null
  const { animatedWebpKey, animatedMp4Key } = picture
  return { webp: objects.publicUrl(animatedWebpKey), mp4: animatedMp4Key && objects.publicUrl(animatedMp4Key) }
}

/** For everybody if the owner shows it, else for the owner. */
export async function cameraOf(assetId: AssetId, ctx: Ctx): Promise<Camera | null> {
  const asset = await ctx.load.asset.load(assetId)
  if (!asset || !(asset.showsCamera || isOwn(asset, ctx))) return null
  return (await ctx.load.picture.load(assetId))?.camera ?? null
}

export async function nearDuplicates(asset: AssetModel, ctx: Ctx): Promise<AssetModel[]> {
  if (!isOwn(asset, ctx)) return []
  const near = await ctx.load.nearDuplicates.load(asset.id)
  const assets = await Promise.all(near.map(({ id }) => ctx.load.asset.load(id)))
  return assets.filter((one) => one != null)
}

const isOwn = ({ ownerId }: AssetModel, { viewer }: Ctx) => viewer.kind === 'user' && viewer.id === ownerId

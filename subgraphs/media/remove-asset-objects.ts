import type { Bucket, Objects } from '@varal/platform/objects/objects'
import type { AssetRow } from './assets/tables.ts'
import { originalKey, originalKeys, renditionKeys } from './object-keys.ts'
import { videoPrefix } from './remove-video.ts'

type Asset = Pick<AssetRow, 'id' | 'kind' | 'renditionSecret'>

/**
 * Removes everything that is stored of an asset, in every bucket, and then looks: what it gives is still there. May be done
 * again. @throws what the store throws
 */
export async function removeAssetObjects(asset: Asset, objects: Objects): Promise<readonly string[]> {
  for (const { bucket, keys } of await storedOf(asset, objects)) await objects.delete(bucket, keys)
  return (await storedOf(asset, objects)).flatMap(({ bucket, keys }) => keys.map((key) => `${bucket}/${key}`))
}

/** Keys of originals and pictures are few and known; those of videos all begin the same, whichever run made them. */
async function storedOf({ id, kind, renditionSecret }: Asset, objects: Objects) {
  const found: { readonly bucket: Bucket; readonly keys: string[] }[] = []
  const known = { originals: originalKeys(id), cold: [originalKey(id)], renditions: renditionKeys(renditionSecret) }
  for (const [bucket, keys] of Object.entries(known) as [Bucket, string[]][]) {
    const heads = await Promise.all(keys.map((key) => objects.head(bucket, key)))
    found.push({ bucket, keys: keys.filter((_key, i) => heads[i] !== null) })
  }
  if (kind === 'VIDEO') {
    const ofVideo: string[] = []
    for await (const { key } of objects.list('renditions', videoPrefix(renditionSecret))) ofVideo.push(key)
    found.push({ bucket: 'renditions', keys: ofVideo })
  }
  return found.filter(({ keys }) => keys.length > 0)
}

import { z } from 'zod'
import { AssetId, UploadId, UserId } from '../ids.ts'

const asset = z.object({ assetId: AssetId, ownerId: UserId })

export const mediaEvents = {
  /** An asset is reserved for bytes that may come; posts may refer to it from now on. */
  'media.upload.created': asset,
  /** The bytes are in the store, of the declared size. Nobody has looked at them yet. */
  'media.upload.finished': asset.extend({ uploadId: UploadId }),
  /** Every rendition is stored: the asset can be shown. */
  'media.asset.ready': asset,
  /** The asset will never be shown, unless it is processed again. */
  'media.asset.failed': asset.extend({ code: z.string() }),
}

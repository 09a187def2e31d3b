import { z } from 'zod'
import { AssetId, UploadId, UserId } from '../ids.ts'
import { erased, exported } from './personal-data.ts'

const asset = z.object({ assetId: AssetId, ownerId: UserId })
/** Absent in what was told before there were videos: IMAGE. */
const shown = asset.extend({ kind: z.enum(['IMAGE', 'VIDEO']).optional() })

export const mediaEvents = {
  /** An asset is reserved for bytes that may come; posts may refer to it from now on. */
  'media.upload.created': shown,
  /** Somebody asked for a file of another server: it is to be fetched. */
  'media.import.requested': asset.extend({ uploadId: UploadId }),
  /** The bytes are in the store, of the declared size. Nobody has looked at them yet. */
  'media.upload.finished': asset.extend({ uploadId: UploadId }),
  /** A video can be played in one quality; the others follow. It will not fail any more. */
  'media.asset.playable': shown,
  /** Every rendition is stored: the asset can be shown. Of a video whose other qualities could not be made: all that there will be. */
  'media.asset.ready': shown,
  /** The asset will never be shown, unless it is processed again. */
  'media.asset.failed': asset.extend({ code: z.string() }),
  /** The classifier or the owner thinks that not everybody should see it at once, or no longer thinks so. */
  'media.asset.flagged': asset.extend({
    sensitivity: z.enum(['SHOW', 'BLUR', 'HIDE']),
    /** The classifier's label with the highest score; null where only the owner says so. */
    label: z.string().nullable(),
    score: z.number().nullable(),
    /** A person should look at it. */
    needsReview: z.boolean(),
  }),
  /** What a picture, or a video's poster, looks like: a unit vector of the named model. Vectors of different models do not compare. */
  'media.asset.embedded': asset.extend({ model: z.string(), embedding: z.array(z.number()).max(1024) }),
  'media.account.erased': erased,
  'media.export.written': exported,
}

import { z } from 'zod'
import { AssetId, LinkId, UploadId, UserId } from '../ids.ts'
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
  /** Nobody has read a page lately that a post leads to: somebody is to. */
  'media.link.requested': z.object({ linkId: LinkId }),
  /**
   * It is to be removed: nobody has used it, or its owner wants it gone. Who could show it answers with `askedAt`: it is kept
   * if something shows it; else it is released, and not shown from then on unless `media.asset.kept` follows.
   */
  'media.asset.unwanted': asset.extend({ askedAt: z.iso.datetime() }),
  /** Somebody shows it, so that it was not removed: who had released it may show it again. */
  'media.asset.kept': shown,
  /** Nothing of it is left, in any bucket: that was looked for. */
  'media.asset.removed': asset,
  /** The captions of a video are others than before. */
  'media.captions.changed': asset,
  /** Its owner wants the original back from the cold. */
  'media.asset.restoring': asset,
  /** The original is back. */
  'media.asset.restored': asset,
  'media.account.erased': erased,
  'media.export.written': exported,
}

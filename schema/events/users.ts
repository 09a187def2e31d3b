import { z } from 'zod'
import { AssetId, DataExportId, ErasureId, UserId } from '../ids.ts'
import { erased, exported } from './personal-data.ts'

const profile = z.object({ userId: UserId, handle: z.string(), displayName: z.string(), bio: z.string().nullable() })

const askedAsset = z.object({ assetId: AssetId, ownerId: UserId, askedAt: z.iso.datetime() })

export const usersEvents = {
  /** An account exists and may sign in. */
  'users.account.registered': profile,
  /** What others see of a person changed; the whole of it is told again. */
  'users.profile.updated': profile,
  /** Nobody is to find a person any more, nor what is theirs, until they are back. */
  'users.account.deactivated': z.object({ userId: UserId }),
  /** A person who had deactivated their account has signed in again: all is as it was. */
  'users.account.reactivated': profile,
  /** The answers to `media.asset.unwanted`. A profile shows the asset. */
  'users.asset.kept': askedAsset,
  /** No profile shows it, and none will. */
  'users.asset.released': askedAsset,
  /** A mail is to be sent. To whom and what, only users knows. */
  'users.mail.queued': z.object({ mailId: z.uuid() }),
  /** The time in which signing in would have kept the account is over: everybody forgets the person, and says so. */
  'users.account.erasing': z.object({ userId: UserId, erasureId: ErasureId }),
  /** The account is gone, and all the others have said that they hold nothing of the person. */
  'users.account.erased': erased,
  /** A person wants a copy of what is theirs: everybody writes their part. */
  'users.export.requested': z.object({ exportId: DataExportId, userId: UserId, includeMedia: z.boolean() }),
  'users.export.written': exported,
}

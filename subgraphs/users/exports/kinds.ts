import { encodeId } from '@varal/platform/global-ids'
import { linesOf } from '@varal/platform/personal-data/lines-of'
import { accounts } from '../accounts/tables.ts'
import { apps } from '../apps/tables.ts'
import { leftHandles, profiles } from '../profiles/tables.ts'
import { sessions } from '../sessions/tables.ts'

/** Nothing that proves who somebody is: no hash, no secret. */
export const exportKinds = [
  linesOf('account', accounts, { of: accounts.id, by: accounts.id }, (row) => ({
    id: encodeId('User', row.id),
    email: row.email,
    emailVerifiedAt: row.emailVerifiedAt,
    locale: row.locale,
    birthDate: row.birthDate,
    createdAt: row.createdAt,
  })),
  linesOf('profile', profiles, { of: profiles.id, by: profiles.id }, (row) => ({
    handle: row.handle,
    displayName: row.displayName,
    bio: row.bio,
    avatar: row.avatarAssetId && encodeId('Asset', row.avatarAssetId),
    cover: row.coverAssetId && encodeId('Asset', row.coverAssetId),
    website: row.website,
    location: row.location,
    fields: row.fields,
    joinedAt: row.joinedAt,
  })),
  linesOf('left-handles', leftHandles, { of: leftHandles.userId, by: leftHandles.leftAt }, ({ handle, leftAt }) => ({
    handle,
    leftAt,
  })),
  linesOf('sessions', sessions, { of: sessions.userId, by: sessions.id }, (row) => ({
    id: encodeId('Session', row.id),
    device: row.device,
    createdAt: row.createdAt,
    lastSeenAt: row.lastSeenAt,
    endedAt: row.endedAt,
  })),
  linesOf('apps', apps, { of: apps.ownerId, by: apps.id }, (row) => ({
    id: encodeId('App', row.id),
    name: row.name,
    scopes: row.scopes,
    redirectUris: row.redirectUris,
    createdAt: row.createdAt,
  })),
]

import type { Actor } from '@varal/platform/viewer'
import type { AssetId } from '@varal/schema/ids'
import type { profiles } from './profiles/tables.ts'
import type { SessionRow } from './sessions/tables.ts'

export type UserModel = typeof profiles.$inferSelect
/** Whoever is signed in, or has just been. */
export type ViewerModel = Pick<Actor, 'id' | 'sessionId'>
export type SessionModel = Pick<SessionRow, 'id' | 'userId' | 'device' | 'createdAt' | 'lastSeenAt'> & {
  current: boolean
}
export type AssetModel = { readonly id: AssetId }

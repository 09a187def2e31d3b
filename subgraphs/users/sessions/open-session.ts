import { mintId } from '@varal/platform/mint-id'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { UserId } from '@varal/schema/ids'
import { wakeAccount } from '../wake-account.ts'
import { newRefreshToken, type RefreshToken } from './refresh-token.ts'
import { sessions } from './tables.ts'

/** A session and the refresh token that is good for it now. The token is told to the client and to nobody else. */
export interface OpenSession {
  readonly viewer: Pick<Actor, 'id' | 'sessionId'>
  readonly refreshToken: RefreshToken
}

/** Signs in somebody who has just proved who they are. If they had deactivated their account, they are back. */
export async function openSession(work: Work, userId: UserId, device: string): Promise<OpenSession> {
  const id = mintId('Session', work.at)
  const refreshToken = newRefreshToken()
  await wakeAccount(work, userId)
  const { familyHash, hash: tokenHash } = refreshToken
  await work.db
    .insert(sessions)
    .values({ id, userId, device, familyHash, tokenHash, createdAt: work.at, lastSeenAt: work.at })
  return { viewer: { id: userId, sessionId: id }, refreshToken }
}

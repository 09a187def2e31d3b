import { mintId } from '@varal/platform/mint-id'
import { isRefusal, type Outcome } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { UserId } from '@varal/schema/ids'
import { wakeAccount } from '../wake-account.ts'
import { newRefreshToken, type RefreshToken } from './refresh-token.ts'
import { roleOfOwner, sessions } from './tables.ts'

/** A session and the refresh token that is good for it now. The token is told to the client and to nobody else. */
export interface OpenSession {
  readonly viewer: Pick<Actor, 'id' | 'sessionId' | 'role'>
  readonly refreshToken: RefreshToken
  /** Their account was about to be erased, and now is not. */
  readonly erasureCancelled: boolean
}

/** Signs in somebody who has just proved who they are. If they had deactivated their account, they are back: see `wakeAccount`. */
export async function openSession(work: Work, userId: UserId, device: string): Promise<Outcome<OpenSession>> {
  const id = mintId('Session', work.at)
  const refreshToken = newRefreshToken()
  const woken = await wakeAccount(work, userId)
  if (isRefusal(woken)) return woken
  const { familyHash, hash: tokenHash } = refreshToken
  const [opened] = await work.db
    .insert(sessions)
    .values({ id, userId, device, familyHash, tokenHash, createdAt: work.at, lastSeenAt: work.at })
    .returning({ role: roleOfOwner })
  const viewer = { id: userId, sessionId: id, ...(opened?.role && { role: opened.role }) }
  return { viewer, refreshToken, ...woken }
}

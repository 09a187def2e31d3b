import type { AccessTokens } from '@varal/platform/access-tokens'
import type { OpenSession } from './open-session.ts'

export interface TokenPair {
  readonly accessToken: string
  readonly refreshToken: string
  readonly expiresAt: Date
}

/** What a client gets to hold. Made after the commit: nothing of it is stored. */
export async function tokenPair(
  { viewer, refreshToken }: Pick<OpenSession, 'viewer' | 'refreshToken'>,
  accessTokens: AccessTokens,
): Promise<TokenPair> {
  const { token, expiresAt } = await accessTokens.issue(viewer.id, viewer.sessionId, viewer.role)
  return { accessToken: token, refreshToken: refreshToken.text, expiresAt }
}

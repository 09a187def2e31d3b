import type { AccessTokens } from '@varal/platform/access-tokens'
import { anonymous, type Viewer } from '@varal/platform/viewer'

/** Who a token says they are, and until when. */
export interface SignedIn {
  readonly viewer: Viewer
  /** Null for the anonymous, who stay it. */
  readonly expiresAt: Date | null
}

/** What a client is told whose token is not accepted. Which of its faults it was is not said. */
export const TOKEN_REFUSED = 'The access token is not valid, or has ended. Get a new one with your refresh token.'

/**
 * Reads an `Authorization` value: nobody if there is none, and null if there is one that is not a token of ours. A client
 * that believes to be signed in must not be answered as a stranger.
 */
export async function signIn(authorization: unknown, accessTokens: AccessTokens): Promise<SignedIn | null> {
  if (authorization === undefined || authorization === null) return { viewer: anonymous, expiresAt: null }
  const token = typeof authorization === 'string' ? /^Bearer +([^ ]+) *$/i.exec(authorization)?.[1] : undefined
  const verified = token === undefined ? null : await accessTokens.verify(token)
  if (!verified) return null
  const { expiresAt, ...viewer } = verified
  return { viewer, expiresAt }
}

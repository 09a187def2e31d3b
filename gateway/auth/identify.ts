import type { AccessTokens } from '@varal/platform/access-tokens'
import { anonymous, type CallingApp, type Viewer } from '@varal/platform/viewer'
import type { ApiKeys } from './api-keys.ts'
import { type AppTokens, isAppToken } from './app-tokens.ts'
import { signIn, TOKEN_REFUSED } from './sign-in.ts'

/** Who asks, and with which software. */
export interface Identity {
  readonly viewer: Viewer
  /** When the access token ends; null for the anonymous, who stay it. */
  readonly expiresAt: Date | null
  readonly app: CallingApp | null
}

export interface Credentials {
  /** `Bearer`, and an access token, of a person or of an app that acts for one, or an API key. */
  readonly authorization: unknown
  /** `x-api-key`: for an app that asks in the name of somebody who is signed in. */
  readonly apiKey: unknown
}

/** For 401: which of them was wrong is said, why is not. */
export interface NotAccepted {
  readonly refusal: string
}

/** @throws Mistake if a key is not known, and users does not say whose it is */
export type Identify = (credentials: Credentials) => Promise<Identity | NotAccepted>

const KEY_REFUSED = 'The API key is not valid, or has ended.'

/**
 * Nobody in particular if there are no credentials; who has some that are not accepted must not be answered as a stranger.
 * @throws Mistake if a key is not known, and users does not say whose it is
 */
export async function identify(
  { authorization, apiKey }: Credentials,
  {
    accessTokens,
    apiKeys,
    appTokens,
  }: { readonly accessTokens: AccessTokens; readonly apiKeys: ApiKeys; readonly appTokens: AppTokens },
): Promise<Identity | NotAccepted> {
  const bearerKey =
    typeof authorization === 'string' ? /^Bearer +(varal_key_\S+) *$/i.exec(authorization)?.[1] : undefined
  const key = bearerKey ?? apiKey ?? undefined
  let app: CallingApp | null = null
  if (key !== undefined) {
    app = typeof key === 'string' ? await apiKeys.find(key) : null
    if (!app) return { refusal: KEY_REFUSED }
  }
  const token = typeof authorization === 'string' ? /^Bearer +([^ ]+) *$/i.exec(authorization)?.[1] : undefined
  if (token && isAppToken(token)) {
    const acting = await appTokens.find(token)
    // A key beside it must be the same app's.
    return acting && (!app || app.id === acting.app.id) ? acting : { refusal: TOKEN_REFUSED }
  }
  const signedIn = bearerKey ? { viewer: anonymous, expiresAt: null } : await signIn(authorization, accessTokens)
  if (!signedIn) return { refusal: TOKEN_REFUSED }
  return { ...signedIn, app }
}

import * as client from 'openid-client'

/** What a provider has said of somebody. Only issuer and subject say who they are. */
export interface ToldIdentity {
  readonly subject: string
  readonly email: string | null
  /** Only if the provider says so in as many words. */
  readonly emailVerified: boolean
  readonly displayName: string | null
}

interface Expected {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

/**
 * Trades the code with which a browser came back, and reads the ID token: its signature, issuer, audience, time and nonce
 * are checked. What it leaves out is asked of the provider.
 */
export async function toldIdentity(
  config: client.Configuration,
  cameBackTo: URL,
  { state, nonce, verifier }: Expected,
): Promise<ToldIdentity> {
  const tokens = await client.authorizationCodeGrant(config, cameBackTo, {
    ...{ expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier },
    idTokenExpected: true,
  })
  const claims = tokens.claims()
  if (!claims) throw new Error('there is no ID token')
  const asksMore = claims['email'] === undefined && config.serverMetadata().userinfo_endpoint !== undefined
  const more = asksMore ? await client.fetchUserInfo(config, tokens.access_token, claims.sub) : {}
  const told: Readonly<Record<string, unknown>> = { ...more, ...claims }
  return {
    subject: claims.sub,
    email: textOf(told['email']),
    emailVerified: told['email_verified'] === true || told['email_verified'] === 'true',
    displayName: textOf(told['name']) ?? textOf(told['preferred_username']),
  }
}

const textOf = (value: unknown) =>
  typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 254) : null

/** Of a failed trade: whether the provider is to blame, or its settings here, rather than what the browser brought. */
export function isProviderAtFault(error: unknown): boolean {
  if (error instanceof client.ResponseBodyError) return error.status >= 500 || error.error === 'invalid_client'
  const { code } = error as { code?: unknown }
  const ofAnswer = ['OAUTH_INVALID_RESPONSE', 'OAUTH_JWT_CLAIM_COMPARISON_FAILED', 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED']
  return !(typeof code === 'string' && ofAnswer.includes(code))
}

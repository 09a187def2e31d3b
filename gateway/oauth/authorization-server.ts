import { generateKeyPairSync, hkdfSync } from 'node:crypto'
import type { RequestListener } from 'node:http'
import type { Cache } from '@varal/platform/cache/cache'
import type { Clock } from '@varal/platform/clock'
import type { SubgraphLink } from '@varal/platform/links/link'
import type { Logger } from '@varal/platform/log'
import { scopeNames } from '@varal/schema/scopes'
import { type Configuration, type JWK, Provider } from 'oidc-provider'
import { languageOf } from '../auth/language.ts'
import { answerConsent } from './answer-consent.ts'
import { errorPage } from './pages.ts'
import { oauthEntries } from './users-entries.ts'

export const OAUTH_PATH = '/oauth'

export interface AuthorizationServerOptions {
  /** Where clients reach this gateway: `https://api.example.org`. */
  readonly publicUrl: string
  /** The same in all gateways of a system. */
  readonly secret: string
  readonly users: SubgraphLink
  readonly cache: Cache
  readonly clock: Clock
  readonly log: Logger
}

const MINUTE_S = 60
const DAY_S = 24 * 60 * MINUTE_S

/**
 * OAuth 2 for apps: authorization code with PKCE (S256) for public clients, refresh tokens that are good for one use,
 * revocation, discovery. What is kept is kept in users; every gateway is as good as any other.
 */
export function authorizationServer({ publicUrl, secret, users, cache, clock, log }: AuthorizationServerOptions) {
  const issuer = `${publicUrl.replace(/\/$/, '')}${OAUTH_PATH}`
  const provider = new Provider(issuer, { ...configuration(secret), adapter: oauthEntries({ users, cache, clock }) })
  provider.proxy = true
  provider.on('server_error', (_ctx, err) => log.error({ err }, 'the authorization server failed'))
  const { host, protocol } = new URL(issuer)
  const answer = provider.callback()
  const consent = answerConsent({ provider, users, log, path: `${OAUTH_PATH}/consent/` })

  const handle: RequestListener = (request, response) => {
    // Its own addresses are made of these: what a client or a proxy says of them is not believed.
    request.headers.host = host
    request.headers['x-forwarded-host'] = host
    request.headers['x-forwarded-proto'] = protocol.slice(0, -1)
    delete request.headers['x-forwarded-for']
    const path = request.url ?? ''
    if (path.startsWith(`${OAUTH_PATH}/consent/`)) return void consent(request, response)
    Object.assign(request, { originalUrl: path })
    request.url = path.slice(OAUTH_PATH.length) || '/'
    return void answer(request, response)
  }
  return { path: OAUTH_PATH, handle }
}

function configuration(secret: string): Configuration {
  const cookieKey = Buffer.from(hkdfSync('sha256', secret, '', 'cookies of the authorization server', 32)).toString(
    'hex',
  )
  // Nothing is signed with it, for there are no ID tokens; without one the library takes a key that everybody knows.
  const unusedKey = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) as JWK
  return {
    jwks: { keys: [{ ...unusedKey, alg: 'EdDSA', use: 'sig' }] },
    scopes: [...scopeNames],
    claims: {},
    responseTypes: ['code'],
    clientAuthMethods: ['none'],
    cookies: { keys: [cookieKey], short: { httpOnly: true, sameSite: 'lax' } },
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      introspection: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: { enabled: false },
      // A public client proves nothing: it is asked only whether the token is its own.
      revocation: { enabled: true, allowedPolicy: async (_ctx, client, token) => token.clientId === client.clientId },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
    },
    routes: { authorization: '/authorize', token: '/token', revocation: '/revoke', jwks: '/jwks' },
    interactions: { url: (_ctx, { uid }) => `${OAUTH_PATH}/consent/${uid}` },
    findAccount: (_ctx, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
    issueRefreshToken: async () => true,
    rotateRefreshToken: () => true,
    // Revoking any of its tokens ends what the person has allowed.
    revokeGrantPolicy: () => true,
    expiresWithSession: async () => false,
    ttl: {
      Interaction: 10 * MINUTE_S,
      AuthorizationCode: MINUTE_S,
      AccessToken: 10 * MINUTE_S,
      RefreshToken: 30 * DAY_S,
      Grant: 30 * DAY_S,
      Session: 10 * MINUTE_S,
    },
    renderError(ctx, { error, error_description: description }) {
      const { status, headers, body } = errorPage(languageOf(ctx.get('accept-language')), error, description)
      ctx.status = status
      ctx.set(headers)
      ctx.body = body
    },
  }
}

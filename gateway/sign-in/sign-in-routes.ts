import { createHash, randomUUID } from 'node:crypto'
import type { Cache } from '@varal/platform/cache/cache'
import type { Clock } from '@varal/platform/clock'
import type { SubgraphLink } from '@varal/platform/links/link'
import type { Logger } from '@varal/platform/log'
import type { OidcProvider } from '@varal/platform/oidc-providers'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as client from 'openid-client'
import { callerOf, nobody } from '../auth/caller.ts'
import { languageOf } from '../auth/language.ts'
import { askUsers } from '../operations/users-requests.ts'
import { failurePage, type SignInFailure } from './failure-page.ts'
import { type ProviderClient, providerClient } from './provider-client.ts'
import { type SignInAttempt, signInAttempts } from './sign-in-attempt.ts'
import { isProviderAtFault, type ToldIdentity, toldIdentity } from './told-identity.ts'

export interface SignInOptions {
  readonly providers: readonly OidcProvider[]
  /** Where browsers reach this gateway: `https://api.example.org`. */
  readonly publicUrl: string
  /** Where clients may have browsers sent back to, exactly as written, without `#`. */
  readonly returnUrls: readonly string[]
  /** The same in all gateways of a system. */
  readonly secret: string
}

interface Parts extends SignInOptions {
  readonly users: SubgraphLink
  readonly cache: Cache
  readonly clock: Clock
  readonly log: Logger
}

/** Of an address: each may lead to a request to a provider. */
const COMES_BACK_MAX = 60
const WINDOW_MS = 15 * 60 * 1_000

/** Why a sign-in ends here; the page says it. */
class Failed extends Error {
  readonly failure: SignInFailure
  readonly returnTo: string | null

  constructor(failure: SignInFailure, returnTo: string | null = null) {
    super(failure)
    this.failure = failure
    this.returnTo = returnTo
  }
}

/**
 * Signing in with the accounts of others: OpenID Connect, authorization code with PKCE, state and nonce. A client begins with a
 * challenge, whose verifier only it knows; it ends with a code for `signInWithCode` behind the `#` of its address, which no
 * server has in its log. Providers are those of the configuration: no request says whom to ask.
 */
export function signInRoutes(app: FastifyInstance, parts: Parts): void {
  const { providers, publicUrl, returnUrls, secret, users, cache, clock, log } = parts
  const base = publicUrl.replace(/\/$/, '')
  const attempts = signInAttempts({ secret, isSecure: base.startsWith('https:'), clock })
  const known = new Map(
    providers.map((provider) => [provider.id, { provider, client: providerClient(provider, clock) }]),
  )
  const allowed = new Set(returnUrls)
  const callbackOf = ({ id }: OidcProvider) => `${base}/sign-in/${id}/callback`

  function providerOf({ params }: FastifyRequest) {
    const found = known.get((params as { provider: string }).provider)
    if (!found) throw new Failed('NO_PROVIDER')
    return found
  }

  app.get('/sign-in/:provider', (request, reply) =>
    guarded(request, reply, async () => {
      const { provider, client: asked } = providerOf(request)
      const { challenge, returnTo } = request.query as Record<string, unknown>
      if (typeof returnTo !== 'string' || !allowed.has(returnTo)) throw new Failed('BAD_START')
      if (typeof challenge !== 'string' || !/^[\w-]{43}$/.test(challenge)) throw new Failed('BAD_START', returnTo)
      const config = await reached(provider, asked, returnTo)
      const attempt: SignInAttempt = {
        ...{ state: client.randomState(), nonce: client.randomNonce(), verifier: client.randomPKCECodeVerifier() },
        ...{ challenge, returnTo },
      }
      const url = client.buildAuthorizationUrl(config, {
        ...{ redirect_uri: callbackOf(provider), scope: provider.scope },
        ...{ state: attempt.state, nonce: attempt.nonce },
        code_challenge: await client.calculatePKCECodeChallenge(attempt.verifier),
        code_challenge_method: 'S256',
      })
      return reply.header('set-cookie', attempts.begin(provider.id, attempt)).redirect(url.href, 303)
    }),
  )

  app.get('/sign-in/:provider/callback', (request, reply) =>
    guarded(request, reply, async () => {
      const { provider, client: asked } = providerOf(request)
      const attempt = attempts.read(provider.id, request.headers.cookie)
      // Whatever comes of it, it is over.
      reply.header('set-cookie', attempts.end(provider.id))
      const { state, error } = request.query as Record<string, unknown>
      if (!attempt || state !== attempt.state) throw new Failed('BEGIN_ANEW')
      const { returnTo } = attempt
      if (error !== undefined) return reply.redirect(`${returnTo}#error=access_denied`, 303)
      await countReturn(request.ip)
      const config = await reached(provider, asked, returnTo)
      const cameBackTo = new URL(`${callbackOf(provider)}${new URL(request.url, base).search}`)
      const told = await toldIdentity(config, cameBackTo, attempt).catch((err: unknown) => {
        const isAtFault = isProviderAtFault(err)
        log.warn({ provider: provider.id, reason: reasonOf(err) }, 'nobody was signed in')
        throw new Failed(isAtFault ? 'PROVIDER_AWAY' : 'BEGIN_ANEW', returnTo)
      })
      const code = await store(request, provider, attempt.challenge, told)
      return reply.redirect(`${returnTo}#code=${code}`, 303)
    }),
  )

  async function reached({ id }: OidcProvider, asked: ProviderClient, returnTo: string) {
    return asked().catch((err: unknown) => {
      log.error({ err, provider: id }, 'an OpenID provider does not say what it is')
      throw new Failed('PROVIDER_AWAY', returnTo)
    })
  }

  async function countReturn(address: string): Promise<void> {
    const key = `sign-in:returns:${createHash('sha256').update(`${secret}\0${address}`).digest('base64url')}`
    const count = await cache.count(key, WINDOW_MS).catch(() => {
      throw new Failed('OVERLOADED')
    })
    if (count > COMES_BACK_MAX) throw new Failed('TOO_MANY')
  }

  async function store(request: FastifyRequest, provider: OidcProvider, challenge: string, told: ToldIdentity) {
    const input = { ...told, challenge, issuer: provider.issuer, providerName: provider.name }
    const caller = callerOf(request.raw, nobody, request.id ?? randomUUID())
    const { stored } = await askUsers<{ stored: { code: string | null } }>(users, STORE, { input }, caller)
    // What the provider has said does not fit: a subject of more than 255 characters.
    if (stored.code === null) throw new Failed('PROVIDER_AWAY')
    return stored.code
  }

  async function guarded(request: FastifyRequest, reply: FastifyReply, act: () => Promise<FastifyReply>) {
    reply.headers({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
    try {
      return await act()
    } catch (error) {
      if (!(error instanceof Failed)) log.error({ err: error, requestId: request.id }, 'signing in failed')
      const { failure, returnTo } = error instanceof Failed ? error : new Failed('OVERLOADED')
      const { status, headers, body } = failurePage(failure, languageOf(request.headers['accept-language']), returnTo)
      return reply.code(status).headers(headers).send(body)
    }
  }
}

/** What went wrong, without what was in it. */
const reasonOf = (error: unknown) => {
  const {
    code,
    error: told,
    name,
    message,
  } = error as { code?: string; error?: string; name?: string; message?: string }
  return [name, code, told, message]
    .filter((part) => typeof part === 'string')
    .join(' ')
    .slice(0, 300)
}

const STORE = `mutation ($input: StoreSignInCodeInput!) { stored: storeSignInCode(input: $input) { code } }`

import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type JWK, Provider } from 'oidc-provider'

/** What the provider says of somebody, by what they type as their name there. */
export interface Claims {
  readonly sub: string
  readonly email?: string
  readonly email_verified?: boolean
  readonly name?: string
}

export interface TestProvider extends AsyncDisposable {
  readonly issuer: string
  readonly people: Map<string, Claims>
  /** `hang`: takes connections and does not answer; `break`: 500 to everything but its pages. */
  is: 'up' | 'hanging' | 'broken'
  /** Who sits before a browser that has no such header. */
  atBrowser: string | null
}

export const CLIENT_ID = 'varal'
export const CLIENT_SECRET = 'a secret of the tests'

/** A real OpenID provider at an address of its own. Its pages sign in whoever's name is in the header `x-person`. */
export async function startOidcProvider(port: number, redirectUris: readonly string[]): Promise<TestProvider> {
  const issuer = `http://127.0.0.1:${port}`
  const people = new Map<string, Claims>()
  const signingKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }) as JWK
  const provider = new Provider(issuer, {
    clients: [{ client_id: CLIENT_ID, client_secret: CLIENT_SECRET, redirect_uris: [...redirectUris] }],
    jwks: { keys: [{ ...signingKey, alg: 'RS256', use: 'sig' }] },
    cookies: { keys: ['a key of the tests'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, AuthorizationCode: 60, IdToken: 600 },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    findAccount: (_ctx, id) => {
      const claims = people.get(id)
      return claims && { accountId: id, claims: async () => ({ ...claims }) }
    },
  })
  const answer = provider.callback()
  const state: TestProvider = {
    ...{ issuer, people, is: 'up', atBrowser: null },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }

  async function interact(request: Parameters<typeof answer>[0], response: Parameters<typeof answer>[1]) {
    const { params } = await provider.interactionDetails(request, response)
    const person = request.headers['x-person'] ?? state.atBrowser
    if (typeof person !== 'string' || !people.has(person))
      return provider.interactionFinished(request, response, { error: 'access_denied' })
    const grant = new provider.Grant({ accountId: person, clientId: CLIENT_ID })
    grant.addOIDCScope(String(params['scope']))
    const result = { login: { accountId: person }, consent: { grantId: await grant.save() } }
    return provider.interactionFinished(request, response, result)
  }

  const server = createServer((request, response) => {
    if (state.is === 'hanging') return
    if (state.is === 'broken') return void response.writeHead(500).end('out of order')
    if (request.url?.startsWith('/interaction/')) return void interact(request, response)
    return void answer(request, response)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  if ((server.address() as AddressInfo).port !== port) throw new Error('The provider listens elsewhere')
  return state
}

import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { PASSWORD } from '../world/actor.ts'
import { freePorts } from '../world/free-ports.ts'
import { startWorld, type World } from '../world/world.ts'
import { type GatewayClient, gatewayClient } from './gateway-client.ts'
import { testBrowser } from './test-browser.ts'
import { CLIENT_ID, CLIENT_SECRET, startOidcProvider, type TestProvider } from './test-oidc-provider.ts'

const BACK = 'org.example.reader:/signed-in'

let world: World
let provider: TestProvider
let api: GatewayClient

beforeAll(async () => {
  const [providerPort, gatewayPort] = await freePorts(2)
  const gateway = `http://127.0.0.1:${gatewayPort}`
  provider = await startOidcProvider(
    providerPort!,
    ['example', 'wrong'].map((id) => `${gateway}/sign-in/${id}/callback`),
  )
  const one = {
    id: 'example',
    name: 'Example',
    issuer: provider.issuer,
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
  }
  const discoveryUrl = `http://localhost:${providerPort}/.well-known/openid-configuration`
  const wrong = { ...one, id: 'wrong', issuer: `http://localhost:${providerPort}/other`, discoveryUrl }
  world = await startWorld('one process', undefined, {
    GATEWAY_PORT: String(gatewayPort),
    OIDC_PROVIDERS: JSON.stringify([one, wrong]),
    SIGN_IN_RETURN_URLS: BACK,
  })
  api = gatewayClient(gateway)
  provider.people.set('ada', { sub: 'ada', email: 'ada@mail.example', email_verified: true, name: 'Ada of Example' })
})
afterEach(() => {
  provider.is = 'up'
})
afterAll(async () => {
  await world?.[Symbol.asyncDispose]()
  await provider?.[Symbol.asyncDispose]()
})

const gatewayUrl = () => world.gatewayUrl
const s256 = (text: string) => createHash('sha256').update(text).digest('base64url')
const newVerifier = () => randomBytes(32).toString('base64url')
const startOf = (given: Record<string, string>, id = 'example') =>
  `${gatewayUrl()}/sign-in/${id}?${new URLSearchParams({ challenge: s256('x'), returnTo: BACK, ...given })}`
const browserOf = (person = '', language = 'en') =>
  testBrowser([gatewayUrl(), provider.issuer], { 'x-person': person, 'accept-language': language })

/** Somebody goes through the provider's pages. Gives where they end, and what the client needs to go on. */
async function goesThrough(person: string, browser = browserOf(person)) {
  const verifier = newVerifier()
  const { url, response } = await browser.go(startOf({ challenge: s256(verifier) }))
  const [, code = ''] = /^#code=(.+)$/.exec(url.hash) ?? []
  return { url, response, code, verifier }
}

/** As far as the provider's answer, which the browser has not followed yet. */
async function beforeCallback(person: string, browser = browserOf(person)) {
  const stopping = {
    ...browser,
    go: async (at: URL): Promise<URL> => {
      if (at.pathname.endsWith('/callback')) return at
      const location = (await browser.step(at)).headers.get('location')
      return stopping.go(new URL(location ?? '', at))
    },
  }
  return { browser, callback: await stopping.go(new URL(startOf({}))) }
}

const enter = async (input: object) => {
  const query = `mutation ($input: SignInWithCodeInput!) { signInWithCode(input: $input) {
    tokens { accessToken } suggested { name handle email } viewer { email emailVerifiedAt user { handle } } userErrors { code path } } }`
  const { data, text } = await api.post({ query, variables: { input } })
  if (!data?.signInWithCode) throw new Error(text)
  return data.signInWithCode
}

describe('somebody who comes from a provider', () => {
  test('registers with it, and is signed in with it from then on; the code is nowhere but behind the #', async () => {
    const first = await goesThrough('ada')
    expect(first.url.href.startsWith(`${BACK}#code=`)).toBe(true)
    const input = { code: first.code, verifier: first.verifier }
    const asked = await enter(input)
    expect(asked.userErrors).toMatchObject([{ code: 'REGISTRATION_REQUIRED' }])
    expect(asked.suggested).toEqual({ name: 'Ada of Example', handle: 'ada', email: 'ada@mail.example' })

    const { viewer } = await enter({ ...input, newcomer: { name: 'Ada', handle: 'ada', birthDate: '1990-01-01' } })
    expect(viewer).toMatchObject({ email: 'ada@mail.example', user: { handle: 'ada' } })
    expect(viewer.emailVerifiedAt).not.toBeNull()
    const second = await goesThrough('ada')
    expect((await enter({ code: second.code, verifier: second.verifier })).viewer.user.handle).toBe('ada')
  })

  test('is not signed in to an account that has their address, verified or not, until they link it', async () => {
    const email = 'ben@mail.example'
    provider.people.set('ben', { sub: 'ben', email, email_verified: true })
    const tokens = await register('ben', email)
    const { code, verifier } = await goesThrough('ben')
    expect((await enter({ code, verifier })).userErrors).toMatchObject([{ code: 'EMAIL_TAKEN' }])

    const link =
      'mutation ($input: LinkIdentityInput!) { linkIdentity(input: $input) { viewer { identities { providerName } } userErrors { code } } }'
    const input = { code, verifier, password: PASSWORD }
    const { data } = await api.post({ query: link, variables: { input } }, bearer(tokens.accessToken))
    expect(data.linkIdentity).toEqual({ viewer: { identities: [{ providerName: 'Example' }] }, userErrors: [] })
    const again = await goesThrough('ben')
    expect((await enter({ code: again.code, verifier: again.verifier })).viewer.user.handle).toBe('ben')
  })

  test('is believed to have an address only if the provider says that it verified it', async () => {
    provider.people.set('cleo', { sub: 'cleo', email: 'cleo@mail.example' })
    const { code, verifier } = await goesThrough('cleo')
    const { viewer } = await enter({ code, verifier, newcomer: { name: 'Cleo', handle: 'cleo' } })
    expect(viewer).toMatchObject({ email: 'cleo@mail.example', emailVerifiedAt: null })
  })

  test('comes back with an error if they do not allow it there', async () => {
    const { url } = await goesThrough('nobody')
    expect(url.href).toBe(`${BACK}#error=access_denied`)
  })
})

describe('a code of the gateway', () => {
  test('is nothing without the verifier of who began, and ends when it is tried without', async () => {
    const { code, verifier } = await goesThrough('ada')
    expect((await enter({ code, verifier: newVerifier() })).userErrors).toMatchObject([{ code: 'CODE_INVALID' }])
    expect((await enter({ code, verifier })).userErrors).toMatchObject([{ code: 'CODE_INVALID' }])
  })
})

describe('a callback', () => {
  test.each([
    ['another state', (url: URL) => url.searchParams.set('state', 'x'.repeat(43))],
    ['no state', (url: URL) => url.searchParams.delete('state')],
    ['a code that nobody gave', (url: URL) => url.searchParams.set('code', 'x'.repeat(43))],
    ['no code', (url: URL) => url.searchParams.delete('code')],
    ['another issuer', (url: URL) => url.searchParams.set('iss', 'https://eve.example')],
  ])('with %s signs nobody in', async (_what, alter) => {
    const { browser, callback } = await beforeCallback('ada')
    alter(callback)
    const response = await browser.step(callback)
    expect(response.status).toBe(400)
    expect(await response.text()).toContain('begin anew')
  })

  test('is good once, also for who has copied the cookie', async () => {
    const { browser, callback } = await beforeCallback('ada')
    const copied = new Map(browser.jar)
    expect((await browser.step(callback)).headers.get('location')).toContain('#code=')
    expect((await browser.step(callback)).status).toBe(400)
    for (const [key, cookie] of copied) browser.jar.set(key, cookie)
    expect((await browser.step(callback)).status).toBe(400)
  })

  test('is for the browser that began, and for no other provider', async () => {
    const { browser, callback } = await beforeCallback('ada')
    expect((await browserOf('ada').step(callback)).status).toBe(400)
    const elsewhere = new URL(callback)
    elsewhere.pathname = '/sign-in/wrong/callback'
    for (const [key, cookie] of [...browser.jar]) browser.jar.set(key, { ...cookie, path: '/' })
    expect((await browser.step(elsewhere)).status).toBe(400)
  })

  test('with a nonce of another attempt signs nobody in', async () => {
    const one = await beforeCallback('ada')
    const other = await beforeCallback('ada')
    // The code of one, with state and cookie of the other: the ID token has the nonce of the first, and PKCE fails before.
    const mixed = new URL(other.callback)
    mixed.searchParams.set('code', one.callback.searchParams.get('code') ?? '')
    expect((await other.browser.step(mixed)).status).toBe(400)
  })
})

describe('nobody is sent anywhere', () => {
  test.each([
    ['to an address that is not allowed', { returnTo: 'https://eve.example/' }, 400],
    ['to one that only begins alike', { returnTo: `${BACK}/../x` }, 400],
    ['without a challenge', { challenge: '' }, 400],
    ['with a challenge that is none', { challenge: 'x'.repeat(44) }, 400],
  ])('%s', async (_what, given, status) => {
    const response = await browserOf().step(startOf(given))
    expect(response.status).toBe(status)
    expect(response.headers.get('location')).toBeNull()
    expect(response.headers.get('set-cookie')).toBeNull()
  })

  test('by a provider that there is not', async () => {
    const response = await browserOf('', 'pt').step(startOf({}, 'https:%2F%2Feve.example'))
    expect(response.status).toBe(404)
    expect(await response.text()).toContain('Ninguém entra desta forma aqui.')
  })

  test('by a document that names another issuer than the configuration', async () => {
    expect((await browserOf().step(startOf({}, 'wrong'))).status).toBe(502)
  })
})

describe('a provider that is away', () => {
  test.each(['hanging', 'broken'] as const)(
    'is told on a page within seconds when it is %s',
    async (how) => {
      const { browser, callback } = await beforeCallback('ada')
      provider.is = how
      const beganMs = Date.now()
      const response = await browser.step(callback)
      expect(response.status).toBe(502)
      const html = await response.text()
      expect(html).toContain('The provider does not answer as it should.')
      expect(html).toContain(`href="${BACK}"`)
      expect(Date.now() - beganMs).toBeLessThan(12_000)
    },
    20_000,
  )
})

test('signInProviders says with whom, and where to begin', async () => {
  const { data } = await api.post({ query: '{ signInProviders { id name issuer startUrl } }' })
  expect(data.signInProviders[0]).toEqual({
    ...{ id: 'example', name: 'Example', issuer: provider.issuer, startUrl: `${gatewayUrl()}/sign-in/example` },
  })
})

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

async function register(handle: string, email: string): Promise<{ accessToken: string }> {
  const input = { name: handle, handle, email, password: PASSWORD, idempotencyKey: randomUUID() }
  const query =
    'mutation ($input: RegisterInput!) { register(input: $input) { tokens { accessToken } userErrors { code } } }'
  const { data } = await api.post({ query, variables: { input } })
  return data.register.tokens
}

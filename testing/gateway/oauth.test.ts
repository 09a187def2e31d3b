import { randomUUID } from 'node:crypto'
import * as client from 'openid-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Actor, PASSWORD } from '../world/actor.ts'
import { eventually } from '../world/eventually.ts'
import { startWorld, type World } from '../world/world.ts'
import { type GatewayClient, gatewayClient, refusals } from './gateway-client.ts'

const BACK = 'http://127.0.0.1:8765/back'

let world: World
let ada: Actor
let api: GatewayClient
let appId: string
let config: client.Configuration

beforeAll(async () => {
  world = await startWorld('one process')
  ;[ada] = await world.cast('ada')
  api = gatewayClient(world.gatewayUrl)
  appId = await newApp({ name: 'Reader <b>', scopes: ['posts:write', 'feed:read'] })
  config = await discover(appId)
})
afterAll(() => world?.[Symbol.asyncDispose]())

async function newApp(given: object): Promise<string> {
  const query =
    'mutation ($input: CreateAppInput!) { createApp(input: $input) { app { id redirectUris } userErrors { code path } } }'
  const input = { name: 'Reader', scopes: ['feed:read'], redirectUris: [BACK], idempotencyKey: randomUUID(), ...given }
  const { data, text } = await api.post({ query, variables: { input } }, bearer(ada.accessToken))
  if (!data?.createApp?.app) throw new Error(text)
  return data.createApp.app.id
}
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const discover = (id: string) =>
  client.discovery(new URL(`${world.gatewayUrl}/oauth`), id, undefined, client.None(), {
    execute: [client.allowInsecureRequests],
  })

/** A browser that keeps cookies, and follows redirects until they leave the gateway. */
function browser() {
  const jar = new Map<string, { value: string; path: string }>()
  async function go(url: string | URL, init: RequestInit = {}): Promise<{ response: Response; url: URL }> {
    const at = new URL(url, world.gatewayUrl)
    if (at.origin !== world.gatewayUrl) return { response: new Response(null), url: at }
    const cookie = [...jar].flatMap(([name, { value, path }]) =>
      at.pathname.startsWith(path) ? `${name}=${value}` : [],
    )
    const response = await fetch(at, {
      redirect: 'manual',
      ...init,
      headers: { cookie: cookie.join('; '), ...init.headers },
    })
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = '', path = '/'] = /^([^=]+)=([^;]*).*?path=([^;]+)/i.exec(set) ?? []
      if (value) jar.set(name, { value, path })
      else jar.delete(name)
    }
    const location = response.headers.get('location')
    return location ? go(new URL(location, at)) : { response, url: at }
  }
  return { go }
}

interface Asked {
  scope?: string
  answer?: 'allow' | 'deny'
  password?: string
  parameters?: Record<string, string>
}

/** Ada is asked by the app, and answers. Gives where she is sent, with what the app needs to go on. */
async function asksAda(
  { scope = 'posts:write', answer = 'allow', password = PASSWORD, parameters = {} }: Asked = {},
  as = config,
) {
  const verifier = client.randomPKCECodeVerifier()
  const state = client.randomState()
  const begin = client.buildAuthorizationUrl(as, {
    ...{ redirect_uri: BACK, scope, state },
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...parameters,
  })
  const person = browser()
  const page = await person.go(begin)
  const body = new URLSearchParams({ handleOrEmail: ada.handle, password, answer })
  const html = await page.response.text()
  const sent = page.url.pathname.includes('/consent/') ? await person.go(page.url, { method: 'POST', body }) : page
  return { html, page, sent, verifier, state }
}
const trade = ({ sent, verifier, state }: Awaited<ReturnType<typeof asksAda>>, as = config) =>
  client.authorizationCodeGrant(as, sent.url, { pkceCodeVerifier: verifier, expectedState: state })
const allowed = async (asked: Asked = {}) => trade(await asksAda(asked))
const codeOf = (failing: Promise<unknown>) =>
  failing.then(
    () => 'DONE',
    (error) => error.error ?? error.code,
  )
const whoIs = (token: string) => api.post({ query: '{ viewer { user { handle } } }' }, bearer(token))

describe('an app that ada allows', () => {
  test('acts for her, with what she allowed and nothing else', async () => {
    const asked = await asksAda({ scope: 'posts:write' })
    expect(asked.html).toContain('Allow Reader &lt;b&gt;?')
    expect(asked.html).toContain('Publish, edit and delete posts and comments')
    expect(asked.html).not.toContain('Read your home feed')
    const policy = asked.page.response.headers.get('content-security-policy')
    expect(policy).toMatch(/^default-src 'none'; .*frame-ancestors 'none'/)

    const tokens = await trade(asked)
    expect(tokens).toMatchObject({ token_type: 'bearer', scope: 'posts:write', expires_in: 600 })
    expect((await whoIs(tokens.access_token)).data.viewer.user.handle).toBe(ada.handle)
    const { data, errors } = await api.post(
      { query: '{ viewer { user { handle } } homeFeed(first: 1) { edges { cursor } } }' },
      bearer(tokens.access_token),
    )
    expect(data).toEqual({ viewer: { user: { handle: ada.handle } }, homeFeed: null })
    expect(refusals({ errors })).toEqual(['homeFeed FORBIDDEN'])
    const follow = await api.post(
      {
        query: 'mutation ($id: ID!) { follow(input: {userId: $id}) { userErrors { code } } }',
        variables: { id: ada.id },
      },
      bearer(tokens.access_token),
    )
    expect(refusals(follow)).toEqual(['follow FORBIDDEN'])
  })

  test('gets new tokens with a refresh token, once; a second use ends everything', async () => {
    const first = await allowed()
    const second = await client.refreshTokenGrant(config, first.refresh_token!)
    expect(second.refresh_token).not.toBe(first.refresh_token)
    expect((await whoIs(second.access_token)).status).toBe(200)
    expect(await codeOf(client.refreshTokenGrant(config, first.refresh_token!))).toBe('invalid_grant')
    expect(await codeOf(client.refreshTokenGrant(config, second.refresh_token!))).toBe('invalid_grant')
    await eventually('its tokens have ended', async () => (await whoIs(second.access_token)).status === 401, 5_000)
  })

  test('loses a refresh token that two use at the same time to at most one of them', async () => {
    const { refresh_token: token } = await allowed()
    const both = await Promise.all([0, 1].map(() => codeOf(client.refreshTokenGrant(config, token!))))
    expect(both.filter((code) => code === 'DONE').length).toBeLessThanOrEqual(1)
  })

  test('is taken back by the app, or by ada as one of her sessions, within five seconds', async () => {
    const one = await allowed()
    await client.tokenRevocation(config, one.refresh_token!)
    await eventually('the token has ended', async () => (await whoIs(one.access_token)).status === 401, 5_000)

    const other = await allowed()
    const { data } = await api.post({ query: '{ viewer { sessions { id device } } }' }, bearer(ada.accessToken))
    const session = data.viewer.sessions.find(({ device }: { device: string }) => device === 'Reader <b>')
    await api.post(
      {
        query: 'mutation ($id: ID) { endSession(input: {sessionId: $id}) { endedSessionId } }',
        variables: { id: session.id },
      },
      bearer(ada.accessToken),
    )
    await eventually('the token has ended', async () => (await whoIs(other.access_token)).status === 401, 5_000)
    expect(await codeOf(client.refreshTokenGrant(config, other.refresh_token!))).toBe('invalid_grant')
  })
})

describe('a code', () => {
  test('is good once: used again, it ends what it gave', async () => {
    const asked = await asksAda()
    const tokens = await trade(asked)
    expect(await codeOf(trade(asked))).toBe('invalid_grant')
    await eventually('its tokens have ended', async () => (await whoIs(tokens.access_token)).status === 401, 5_000)
  })

  test('is given at most one pair of tokens, under any race', async () => {
    const asked = await asksAda()
    const both = await Promise.all([codeOf(trade(asked)), codeOf(trade(asked))])
    expect(both.filter((code) => code === 'DONE').length).toBeLessThanOrEqual(1)
  })

  test('is good for nobody without its verifier, and for no other app', async () => {
    const asked = await asksAda()
    expect(await codeOf(trade({ ...asked, verifier: client.randomPKCECodeVerifier() }))).toBe('invalid_grant')
    const other = await discover(await newApp({}))
    expect(await codeOf(trade(await asksAda(), other))).toBe('invalid_grant')
  })
})

describe('nobody is asked, or sent anywhere', () => {
  test.each([
    ['with an address that the app has not registered', { redirect_uri: 'https://eve.example/' }],
    ['for an app that there is not', { client_id: 'app_01h455vb4pex5vsknk084sn02q' }],
  ])('%s', async (_what, parameters) => {
    const { sent, html } = await asksAda({ parameters })
    expect(sent.url.origin).toBe(world.gatewayUrl)
    expect(html).toContain('This did not work')
  })

  test.each([
    ['without a challenge', { code_challenge: '' }, 'invalid_request'],
    ['with a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['for a scope that the app has not', { scope: 'developer:write' }, 'invalid_scope'],
  ])('%s', async (_what, parameters, error) => {
    const { sent } = await asksAda({ parameters: parameters as Record<string, string> })
    expect(sent.url.searchParams.get('error')).toBe(error)
  })
})

describe('the page', () => {
  test('asks again after a wrong password, and shows what was typed only as text', async () => {
    const { sent } = await asksAda({ password: 'wrong' })
    expect(sent.response.status).toBe(400)
    const html = await sent.response.text()
    expect(html).toContain('The name or the password is wrong.')
    expect(html).not.toContain('wrong"')
  })

  test.each([
    ['es-MX', 'Publicar, editar y borrar publicaciones', 'lang="es"'],
    ['pt, en;q=0.5', 'Publicar, editar e apagar publicações', 'lang="pt-BR"'],
  ])('speaks the language of a browser that reads %s', async (language, words, lang) => {
    const begin = client.buildAuthorizationUrl(config, {
      ...{ redirect_uri: BACK, scope: 'posts:write', state: 's' },
      ...{ code_challenge: await client.calculatePKCECodeChallenge('v'.repeat(43)), code_challenge_method: 'S256' },
    })
    const headers = { 'accept-language': language }
    const person = browser()
    const page = await person.go((await person.go(begin)).url, { headers })
    const html = await page.response.text()
    expect(html).toContain(words)
    expect(html).toContain(lang)
    const body = new URLSearchParams({ handleOrEmail: ada.handle, password: 'wrong', answer: 'allow' })
    const again = await person.go(page.url, { method: 'POST', body, headers })
    expect(await again.response.text()).toMatch(/contraseña no son correctos|a senha está errado/)
  })

  test('sends her back with access_denied if she does not allow it', async () => {
    const { sent } = await asksAda({ answer: 'deny' })
    expect(sent.url.href.startsWith(BACK)).toBe(true)
    expect(sent.url.searchParams.get('error')).toBe('access_denied')
  })

  test('is for the browser that began, and for forms', async () => {
    const { page } = await asksAda({ answer: 'deny' })
    const stranger = await fetch(page.url)
    expect(stranger.status).toBe(400)
    expect(await stranger.text()).toContain('This did not work')
  })
})

test('discovery says what there is, with the public address whatever the Host header says', async () => {
  const answer = await fetch(`${world.gatewayUrl}/oauth/.well-known/openid-configuration`, {
    headers: { host: 'eve.example', 'x-forwarded-host': 'eve.example' },
  })
  const found = await answer.json()
  expect(found).toMatchObject({
    issuer: `${world.gatewayUrl}/oauth`,
    authorization_endpoint: `${world.gatewayUrl}/oauth/authorize`,
    token_endpoint: `${world.gatewayUrl}/oauth/token`,
    revocation_endpoint: `${world.gatewayUrl}/oauth/revoke`,
    code_challenge_methods_supported: ['S256'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    response_types_supported: ['code'],
  })
  expect(found).not.toHaveProperty('introspection_endpoint')
})

test('a token that is nobody’s is not a stranger’s', async () => {
  expect((await whoIs('x'.repeat(43))).status).toBe(401)
})

test.each([
  'http://example.org/',
  'javascript:alert(1)',
  'https://me@example.org/',
  'https://example.org/#x',
  'x',
  'https://127.0.0.1/',
])('an app cannot have people sent to %s', async (uri) => {
  await expect(newApp({ redirectUris: [uri] })).rejects.toThrow('VALIDATION_FAILED')
})

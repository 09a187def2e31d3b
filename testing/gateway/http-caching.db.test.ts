import { hashOf } from '@varal/gateway/operations/client-texts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refusals } from './gateway-client.ts'
import { type App, type Gateways, type Member, startGateways } from './gateways.ts'

const PROFILE = 'query Profile($handle: String!) { user(handle: $handle) { handle displayName } }'
const VIEWER = '{ viewer { user { handle } } }'
const PROFILE_AND_VIEWER = 'query Both($handle: String!) { user(handle: $handle) { handle } viewer { locale } }'
const RATE_LIMIT = '{ rateLimit { remaining } }'
const TYPENAME = '{ __typename }'
const PICTURE =
  'query Picture($handle: String!) { user(handle: $handle) { handle } related: post(id: "post_1") { id } }'

let gateways: Gateways
let ada: Member
let app: App
beforeAll(async () => {
  gateways = await startGateways()
  ada = await gateways.registers('ada')
  app = await gateways.opensApp(ada, [])
  // Once each by its text: from then on they are known by their hashes.
  for (const query of [PROFILE, PROFILE_AND_VIEWER, VIEWER, RATE_LIMIT, TYPENAME, PICTURE])
    await gateways.client.post({ query, ...byHash(query) }, ada.headers)
})
afterAll(() => gateways?.[Symbol.asyncDispose]())

const byHash = (query: string) => ({
  extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(query) } },
  variables: { handle: ada.handle },
})
const get = (query: string, headers: Readonly<Record<string, string>> = {}) =>
  gateways.client.get(byHash(query), headers)

describe('a GET of a persisted public query', () => {
  test('may be kept by anybody, and says nothing of who asked', async () => {
    const answer = await get(PROFILE)
    expect([answer.status, answer.data]).toEqual([200, { user: { handle: ada.handle, displayName: 'ada' } }])
    expect(answer.headers.get('cache-control')).toBe('public, max-age=5')
    expect(answer.extensions).toBeUndefined()
    expect([...answer.headers.keys()].filter((name) => /ratelimit|cookie/.test(name))).toEqual([])
    const again = await get(PROFILE)
    expect([again.text, again.headers.get('etag')]).toEqual([answer.text, answer.headers.get('etag')])
  })

  test('is kept apart from what others are told, who send other headers', async () => {
    const plain = await get(PROFILE)
    const framed = await get(PROFILE, { origin: 'https://example.org', accept: 'application/graphql-response+json' })
    expect(framed.headers.get('access-control-allow-origin')).toBe('*')
    expect(framed.headers.get('content-type')).toBe('application/graphql-response+json; charset=utf-8')
    for (const { headers } of [plain, framed])
      expect(headers.get('vary')).toBe('accept, accept-language, authorization, origin, x-api-key')
  })

  test('is not sent again to who has it', async () => {
    const etag = (await get(PROFILE)).headers.get('etag') ?? ''
    const { status, text, headers } = await get(PROFILE, { 'if-none-match': `"other", ${etag}` })
    expect([status, text]).toEqual([304, ''])
    expect(headers.get('etag')).toBe(etag)
    expect(headers.get('cache-control')).toBe('public, max-age=5')
    expect(headers.get('vary')).toContain('authorization')
    expect(headers.get('content-type')).toBeNull()
    expect((await get(PROFILE, { 'if-none-match': '"other"' })).status).toBe(200)
  })

  test.each<[string, () => Readonly<Record<string, string>>]>([
    ['somebody who is signed in', () => ada.headers],
    ['an app', () => app.headers],
    ['an app, in the name of somebody', () => ({ ...app.headers, ...ada.headers })],
  ])('is for %s alone when they ask', async (_who, headers) => {
    const etag = (await get(PROFILE)).headers.get('etag') ?? ''
    const answer = await get(PROFILE, { ...headers(), 'if-none-match': etag })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('private, no-store')
    expect(answer.headers.get('etag')).toBeNull()
    expect(answer.extensions.cost.remaining).toBe(Number(answer.headers.get('ratelimit-remaining')))
  })
})

test('pages of others can read every header that says something', async () => {
  const usual = ['cache-control', 'content-length', 'content-type', 'connection', 'date', 'keep-alive', 'vary']
  const answers = await Promise.all([
    get(PROFILE, { origin: 'https://example.org' }),
    get(PROFILE, { origin: 'https://example.org', ...ada.headers }),
    get(PROFILE, { origin: 'https://example.org', authorization: 'Bearer no' }),
  ])
  for (const { headers } of answers) {
    const readable = headers.get('access-control-expose-headers')?.split(', ') ?? []
    const told = [...headers.keys()].filter((name) => !usual.includes(name) && !name.startsWith('access-control'))
    expect(told.filter((name) => !readable.includes(name))).toEqual(['x-content-type-options'])
  }
})

describe('kept by nobody is', () => {
  test.each<[string, string, string[]]>([
    ['what is somebody’s own', VIEWER, ['viewer UNAUTHENTICATED']],
    ['public data beside what is somebody’s own', PROFILE_AND_VIEWER, ['viewer UNAUTHENTICATED']],
    ['public data beside an error', PICTURE, ['related SUBGRAPH_UNAVAILABLE']],
    ['what the client may still spend', RATE_LIMIT, []],
    ['what has no hint', TYPENAME, []],
  ])('%s', async (_what, query, errors) => {
    const answer = await get(query)
    expect([answer.status, refusals(answer)]).toEqual([200, errors])
    expect(answer.headers.get('cache-control')).toBe('private, no-store')
    expect(answer.headers.get('etag')).toBeNull()
  })

  test('the answer to a POST', async () => {
    const { status, headers, extensions } = await gateways.client.post(byHash(PROFILE))
    expect([status, headers.get('cache-control')]).toEqual([200, 'private, no-store'])
    expect(extensions.cost).toMatchObject({ limit: 1_000 })
  })

  test('a refusal, such as that a hash is not known: the next one who asks may be the one who sends the text', async () => {
    const unknown = { extensions: { persistedQuery: { version: 1, sha256Hash: hashOf('{ nothing }') } } }
    const answers = await Promise.all([
      gateways.client.get(unknown),
      gateways.client.get({ query: PROFILE }),
      gateways.client.get({ documentId: 'x:y' }),
      get(PROFILE, { authorization: 'Bearer no' }),
      get('{ never sent }'),
    ])
    expect(answers.map(({ status }) => status)).toEqual([200, 400, 400, 401, 200])
    for (const { headers } of answers) expect(headers.get('cache-control')).toBe('private, no-store')
  })
})

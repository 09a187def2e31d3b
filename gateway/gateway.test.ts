import { createConnection } from 'node:net'
import { createLog } from '@varal/platform/log'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type TinyAnswer, type TinyWorld, tinyWorld } from './test-graph.ts'

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/
const brief = ({ errors }: Pick<TinyAnswer, 'errors'>) =>
  errors?.map(({ path, extensions }) => `${path?.join('.') ?? ''} ${extensions.code}`)

describe.each([false, true])('the gateway (subgraphs over HTTP: %s)', (overHttp) => {
  let world: TinyWorld
  beforeAll(async () => {
    world = await tinyWorld({ overHttp })
  })
  afterAll(() => world[Symbol.asyncDispose]())

  test('joins what several subgraphs know', async () => {
    const { data, errors } = await world.ask(
      'query ($first: Int) { posts(first: $first) { id title rank author { id name posts { title } } } }',
      { first: 2 },
    )
    const author = { id: 'ada', name: 'name of ada', posts: [{ title: 'title of p1' }] }
    expect(errors).toBeUndefined()
    expect(data.posts).toEqual([
      { id: 'p1', title: 'title of p1', rank: 1, author },
      { id: 'p2', title: 'title of p2', rank: 2, author },
    ])
  })

  test('asks each subgraph once for all that it can know at that point, however long the list is', async () => {
    Object.assign(world.fetches, { users: 0, social: 0, feed: 0 })
    await world.ask('{ posts(first: 50) { rank author { name } editor { name } } }')
    expect(world.fetches).toEqual({ users: 1, social: 1, feed: 1 })
  })

  test('follows aliases, fragments, conditions and variables with defaults', async () => {
    const { data } = await world.ask(
      `query ($no: Boolean = false, $id: ID!) {
        a: user(id: $id) { n: name motto @include(if: $no) } b: user(id: "nobody") { name }
        feed { __typename ... on Ad { text } ...P }
      }
      fragment P on Post { key: id title @skip(if: $no) }`,
      { id: 'ada' },
    )
    expect(data).toEqual({
      a: { n: 'name of ada' },
      b: null,
      feed: [
        { __typename: 'Post', key: 'p1', title: 'title of p1' },
        { __typename: 'Ad', text: 'text of a1' },
        { __typename: 'Post', key: 'p2', title: 'title of p2' },
      ],
    })
  })

  test('changes things one after the other', async () => {
    const { data } = await world.ask(
      'mutation { like(id: "p1") { likes author { name } } rename(id: "x", name: "y") { name } }',
    )
    expect(data).toEqual({ like: { likes: 2, author: { name: 'name of ada' } }, rename: { name: 'y' } })
  })

  test('tells the subgraphs who asks, how and in which language', async () => {
    const token = await world.tokenFor()
    const headers = { authorization: `Bearer ${token}`, 'accept-language': 'pt', 'user-agent': 'ü'.repeat(300) }
    const { data, headers: answered } = await world.ask('{ caller }', {}, headers)
    expect(JSON.parse(data.caller)).toMatchObject({
      viewer: { kind: 'user', id: expect.stringMatching(UUID), sessionId: expect.stringMatching(UUID) },
      requestId: answered.get('x-request-id'),
      language: 'pt-BR',
      address: '127.0.0.1',
      device: expect.stringMatching(/^.{200}$/),
    })
    expect(JSON.parse(data.caller).viewer).not.toHaveProperty('expiresAt')
  })

  test('does not believe what clients say of themselves', async () => {
    const lies = { 'x-forwarded-for': '198.51.100.9', 'x-internal-auth': 'me', 'x-request-id': 'mine' }
    const { data } = await world.ask('{ caller }', {}, lies)
    expect(JSON.parse(data.caller)).toMatchObject({ address: '127.0.0.1', viewer: { kind: 'anonymous' } })
    expect(JSON.parse(data.caller).requestId).toMatch(UUID)
  })

  test('shows members what is for members, and nobody else', async () => {
    const stranger = await world.ask('{ me { email } user(id: "ada") { name email } }')
    expect(stranger.status).toBe(200)
    expect(stranger.data).toEqual({ me: null, user: { name: 'name of ada', email: null } })
    expect(brief(stranger)).toEqual(['me UNAUTHENTICATED', 'user.email UNAUTHENTICATED'])

    const headers = { authorization: `Bearer ${await world.tokenFor()}` }
    expect((await world.ask('{ me { email } }', {}, headers)).data).toEqual({ me: { email: 'ada@example.org' } })
  })

  test('carries errors of entities to where the client sees them, also past other types', async () => {
    const answer = await world.ask('{ feed { ... on Post { title fragile } ... on Ad { text } } }')
    expect(brief(answer)).toEqual(['feed.2.fragile FORBIDDEN'])
    expect(answer.data.feed[2]).toEqual({ title: 'title of p2', fragile: null })
  })

  test('never says what went wrong inside', async () => {
    const answer = await world.ask('{ broken { id } posts { id } }')
    expect(answer.data).toMatchObject({ broken: null, posts: [{ id: 'p1' }, {}, {}] })
    expect(brief(answer)).toEqual(['broken INTERNAL'])
    expect(JSON.stringify(answer)).not.toMatch(/posts_secret|stack|at .*\.ts/)
  })

  test('says why an answer is empty', async () => {
    const answer = await world.ask('{ nothing }')
    expect(answer.data).toBeNull()
    expect(brief(answer)).toEqual(['nothing INTERNAL'])
  })

  test('loses, with a subgraph, what only that one knows, and says so at each place', async () => {
    world.down.add('feed')
    const answer = await world.ask('{ posts(first: 2) { title rank } }')
    world.down.delete('feed')
    expect(answer.data.posts).toEqual([
      { title: 'title of p1', rank: null },
      { title: 'title of p2', rank: null },
    ])
    expect(brief(answer)).toEqual(['posts.0.rank SUBGRAPH_UNAVAILABLE', 'posts.1.rank SUBGRAPH_UNAVAILABLE'])
    expect(answer.errors?.[0].extensions).toEqual({
      code: 'SUBGRAPH_UNAVAILABLE',
      retryable: true,
      requestId: answer.headers.get('x-request-id'),
    })
  })

  test('lets a null that may not be rise to the nearest field that may be null', async () => {
    world.down.add('users')
    const answer = await world.ask('{ posts(first: 1) { title author { name } } user(id: "ada") { name } }')
    const whole = await world.ask('{ posts(first: 1) { title editor { name } } }')
    world.down.delete('users')
    expect(answer.data).toEqual({ posts: [{ title: 'title of p1', author: null }], user: null })
    expect(brief(answer)?.sort()).toEqual(['posts.0.author.name SUBGRAPH_UNAVAILABLE', 'user SUBGRAPH_UNAVAILABLE'])
    expect(whole.data).toBeNull()
    expect(brief(whole)).toEqual(['posts.0.editor.name SUBGRAPH_UNAVAILABLE'])
  })

  test('is healthy when all subgraphs are, and names those that are not', async () => {
    world.down.add('users')
    expect(await (await fetch(`${world.gateway.url}/healthz`)).json()).toEqual({
      status: 'unavailable',
      unavailable: ['users'],
    })
    world.down.delete('users')
    await vi.waitFor(async () => expect((await fetch(`${world.gateway.url}/healthz`)).status).toBe(200), {
      timeout: 5_000,
      interval: 200,
    })
  })
})

describe("the gateway's edge", () => {
  let world: TinyWorld
  let url: string
  beforeAll(async () => {
    world = await tinyWorld({ allowedOrigins: ['https://app.example'] })
    url = `${world.gateway.url}/graphql`
  })
  afterAll(() => world[Symbol.asyncDispose]())

  const post = async (body: string, headers: Record<string, string> = {}) => {
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    })
    return { status: response.status, headers: response.headers, ...((await response.json()) as any) }
  }

  test.each([
    ['a syntax error', JSON.stringify({ query: '{ posts' }), 400],
    ['an unknown field', JSON.stringify({ query: '{ nobodyKnows }' }), 400],
    [
      'a variable of the wrong type',
      JSON.stringify({ query: 'query ($n: Int) { posts(first: $n) { id } }', variables: { n: 'x' } }),
      400,
    ],
    ['a missing variable', JSON.stringify({ query: 'query ($n: ID!) { user(id: $n) { id } }' }), 400],
    ['no operation', JSON.stringify({ query: 'fragment f on Post { id }' }), 400],
    ['an unknown operation', JSON.stringify({ query: 'query A { posts { id } }', operationName: 'B' }), 400],
    ['a subscription', JSON.stringify({ query: 'subscription { quiet { cursor } }' }), 400],
    ['no query', '{}', 400],
    ['a list of operations', JSON.stringify([{ query: '{ posts { id } }' }]), 400],
    ['variables that are a list', JSON.stringify({ query: '{ posts { id } }', variables: [] }), 400],
    ['something else than JSON', '{ posts { id } }', 400],
    ['a forged prototype', '{"query":"{ posts { id } }","__proto__":{"a":1}}', 400],
    ['too many bytes', JSON.stringify({ query: '{ posts { id } }', variables: { x: 'x'.repeat(102_400) } }), 413],
    ['too many tokens', JSON.stringify({ query: `{ ${'posts '.repeat(2_000)} }` }), 400],
    [
      'too many fields',
      JSON.stringify({
        query: `{ ...a } ${Array.from({ length: 20 }, (_, n) => `fragment ${String.fromCharCode(97 + n)} on Query { ...${String.fromCharCode(98 + n)} ...${String.fromCharCode(98 + n)} }`).join(' ')} fragment u on Query { __typename }`,
      }),
      400,
    ],
  ])('refuses %s with BAD_REQUEST', async (_what, body, status) => {
    const answer = await post(body)
    expect(answer.status).toBe(status)
    expect(answer.data).toBeUndefined()
    expect(answer.errors.length).toBeGreaterThan(0)
    for (const { message, extensions } of answer.errors) {
      expect(message).not.toBe('')
      expect(extensions).toEqual({
        code: 'BAD_REQUEST',
        retryable: false,
        requestId: answer.headers.get('x-request-id'),
      })
    }
    expect(JSON.stringify(answer.errors)).not.toMatch(/stack|node_modules|\.ts/)
  })

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/graphql',
  ])('refuses a body of type %s', async (type) => {
    const answer = await post('{"query":"{ posts { id } }"}', { 'content-type': type })
    expect([answer.status, ...brief(answer)!]).toEqual([415, ' BAD_REQUEST'])
  })

  test('answers introspection, and the type names of the roots', async () => {
    const { data } = await post(
      '{"query":"{ __typename __schema { queryType { name } } __type(name: \\"Post\\") { kind } }"}',
    )
    expect(data).toEqual({
      __typename: 'Query',
      __schema: { queryType: { name: 'Query' } },
      __type: { kind: 'OBJECT' },
    })
  })

  test('answers queries by GET, from clients that a foreign page cannot imitate, and changes nothing by GET', async () => {
    const get = async (query: string, headers: Record<string, string>) => {
      const response = await fetch(`${url}?query=${encodeURIComponent(query)}`, { headers })
      return { status: response.status, ...((await response.json()) as any) }
    }
    const safe = { 'apollo-require-preflight': '1' }
    expect((await get('{ post(id: "p1") { title } }', safe)).data).toEqual({ post: { title: 'title of p1' } })
    const simple = await get('{ post(id: "p1") { title } }', {})
    expect([simple.status, ...brief(simple)!, simple.errors[0].extensions.requestId]).toEqual([
      400,
      ' BAD_REQUEST',
      expect.stringMatching(UUID),
    ])
    const mutation = await get('mutation { like(id: "p1") { id } }', safe)
    expect([mutation.status, ...brief(mutation)!]).toEqual([405, ' BAD_REQUEST'])
  })

  test('keeps the protocol of automatic persisted queries', async () => {
    const query = '{ post(id: "p9") { title } }'
    const { createHash } = await import('node:crypto')
    const persistedQuery = { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') }
    const unknown = await post(JSON.stringify({ extensions: { persistedQuery } }))
    expect([unknown.errors[0].message, ...brief(unknown)!]).toEqual([
      'PersistedQueryNotFound',
      ' PERSISTED_QUERY_NOT_FOUND',
    ])
    expect((await post(JSON.stringify({ query, extensions: { persistedQuery } }))).data.post.title).toBe('title of p9')
    expect((await post(JSON.stringify({ extensions: { persistedQuery } }))).data.post.title).toBe('title of p9')
  })

  test('does not take a token that is not ours for no token', async () => {
    const expired = await world.tokenFor(-120)
    for (const authorization of [
      'Bearer x',
      'Bearer',
      'Basic YTpi',
      `Bearer ${expired}`,
      `${await world.tokenFor()}`,
    ]) {
      const answer = await post('{"query":"{ posts { id } }"}', { authorization })
      expect([answer.status, ...brief(answer)!]).toEqual([401, ' UNAUTHENTICATED'])
      expect(answer.headers.get('www-authenticate')).toContain('Bearer')
    }
  })

  test('lets pages of allowed origins call, and no others', async () => {
    const preflight = (origin: string) =>
      fetch(url, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } })
    const allowed = await preflight('https://app.example')
    expect(allowed.status).toBe(204)
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://app.example')
    expect(allowed.headers.get('access-control-allow-headers')).toContain('authorization')
    expect(allowed.headers.get('access-control-allow-credentials')).toBeNull()
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull()
    const answer = await post('{"query":"{ posts { id } }"}', { origin: 'https://app.example' })
    expect(answer.headers.get('access-control-expose-headers')).toContain('x-request-id')
  })

  test('says in the form of a GraphQL error that there is nothing at an address', async () => {
    const response = await fetch(`${world.gateway.url}/nothing`)
    expect([response.status, ...brief((await response.json()) as any)!]).toEqual([404, ' BAD_REQUEST'])
    expect(response.headers.get('x-request-id')).toMatch(UUID)
  })
})

describe('stopping the gateway', () => {
  test('answers the queries that have begun, takes no more, and is done', async () => {
    const world = await tinyWorld()
    const answer = world.ask('{ slow }')
    await vi.waitUntil(() => world.fetches.social === 1)
    const stopped = world.gateway[Symbol.asyncDispose]()
    const { port } = new URL(world.gateway.url)
    await vi.waitFor(
      () =>
        new Promise((resolve, reject) =>
          createConnection(Number(port), '127.0.0.1').on('error', resolve).on('connect', reject),
        ),
    )
    world.letGo()
    expect((await answer).data).toEqual({ slow: 'at last' })
    await stopped
    await world[Symbol.asyncDispose]()
  })

  test('does not wait for ever', { timeout: 15_000 }, async () => {
    const world = await tinyWorld({ log: createLog('silent') })
    const answer = world.ask('{ slow }').catch(() => 'cut')
    await vi.waitUntil(() => world.fetches.social === 1)
    const beganMs = performance.now()
    await world.gateway[Symbol.asyncDispose]()
    expect(performance.now() - beganMs).toBeLessThan(10_000)
    expect(await answer).toMatchObject({ errors: [{ extensions: { code: 'TIMEOUT' } }] })
    await world[Symbol.asyncDispose]()
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TinyAnswer, type TinyWorld, tinyWorld } from '../test-graph.ts'

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/
const brief = ({ errors }: Pick<TinyAnswer, 'errors'>) =>
  errors?.map(({ path, extensions }) => `${path?.join('.') ?? ''} ${extensions.code}`)

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

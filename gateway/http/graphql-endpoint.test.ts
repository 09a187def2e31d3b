import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type TinyWorld, tinyWorld } from '../test-graph.ts'

describe('the GraphQL endpoint', () => {
  let world: TinyWorld
  let url: string
  beforeAll(async () => {
    world = await tinyWorld()
    url = `${world.gateway.url}/graphql`
  })
  afterAll(() => world[Symbol.asyncDispose]())

  const send = async (init: RequestInit, search = '') => {
    const response = await fetch(url + search, init)
    const { 'x-request-id': _id, date: _date, ...headers } = Object.fromEntries(response.headers)
    const text = (await response.text()).replaceAll(/"requestId":"[^"]+"/g, '"requestId":""')
    return { status: response.status, headers, text }
  }
  const post = (body: object, headers = {}) =>
    send({ method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } })

  test.each([
    ['a query', { query: '{ posts(first: 2) { id title author { name } } }' }, {}],
    ['variables', { query: 'query ($n: Int) { posts(first: $n) { id } }', variables: { n: 1 } }, {}],
    [
      'a variable of the wrong type',
      { query: 'query ($n: Int) { posts(first: $n) { rank } }', variables: { n: 'x' } },
      {},
    ],
    ['a mutation', { query: 'mutation { like(id: "p1") { likes } }' }, {}],
    [
      'one operation of several',
      { query: 'query A { posts { id } } query B { post(id: "p1") { id } }', operationName: 'B' },
      {},
    ],
    ['errors beside data', { query: '{ feed { ... on Post { title fragile } } }' }, {}],
    ['nothing but errors', { query: '{ nothing }' }, {}],
    ['a subscription', { query: 'subscription { quiet { cursor } }' }, {}],
    ['the newer media type', { query: '{ posts { title } }' }, { accept: 'application/graphql-response+json' }],
    [
      'both media types',
      { query: '{ posts { likes } }' },
      { accept: 'application/graphql-response+json,application/json;q=0.9' },
    ],
    ['introspection', { query: '{ __schema { queryType { name } } a: __typename }' }, {}],
  ])('answers %s the second time, without Apollo Server, as it did the first', async (_what, body, headers) => {
    const first = await post(body, headers)
    const second = await post(body, headers)
    expect({ ...second, text: JSON.parse(second.text) }).toEqual({ ...first, text: JSON.parse(first.text) })
    expect(JSON.parse(first.text)).toHaveProperty(first.status === 200 ? 'data' : 'errors')
  })

  test('answers a GET the second time as the first, and changes nothing by it', async () => {
    const search = `?query=${encodeURIComponent('mutation { like(id: "p1") { id } }')}`
    const init = { headers: { 'apollo-require-preflight': '1' } }
    const first = await send(init, search)
    expect(first.status).toBe(405)
    await post({ query: 'mutation { like(id: "p1") { id } }' })
    const second = await send(init, search)
    expect([second.status, second.headers['allow']]).toEqual([405, first.headers['allow']])
  })

  test.each([
    ['PUT', {}, 405],
    ['DELETE', {}, 405],
    ['POST', { 'content-type': 'text/plain' }, 415],
    ['POST', { 'content-type': 'application/json; charset=latin1' }, 415],
    ['POST', { 'content-type': 'application/json', 'content-encoding': 'gzip' }, 415],
    ['POST', { 'content-type': 'application/json', accept: 'text/html' }, 406],
  ])('refuses %s with %o', async (method, headers, status) => {
    const answer = await send({
      method,
      headers: headers as never,
      ...(method === 'POST' ? { body: '{"query":"{ a }"}' } : {}),
    })
    expect([answer.status, JSON.parse(answer.text).errors[0].extensions.code]).toEqual([status, 'BAD_REQUEST'])
  })

  test('refuses what is no UTF-8, and members that forge what objects are, with or without escapes', async () => {
    const headers = { 'content-type': 'application/json' }
    for (const body of [
      Buffer.from([0x7b, 0xff, 0xfe, 0x7d]),
      '{"query":"{ posts { id } }","variables":{"__proto__":{"a":1}}}',
      '{"query":"{ posts { id } }","variables":{"\\u005f\\u005fproto\\u005f\\u005f":{"a":1}}}',
    ]) {
      expect((await send({ method: 'POST', headers, body })).status).toBe(400)
    }
    const said = { query: 'query ($id: ID!) { user(id: $id) { name } }', variables: { id: '__proto__ is a word' } }
    expect((await post(said)).status).toBe(200)
  })

  test('keeps nothing of a body that is too long, and closes the connection', async () => {
    const body = JSON.stringify({ query: '{ posts { id } }', variables: { x: 'x'.repeat(200_000) } })
    const answer = await new Promise<{ status: number | undefined; close: string | undefined }>((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' }
      const sending = request(url, { method: 'POST', headers }, (got) => {
        got.resume()
        resolve({ status: got.statusCode, close: got.headers.connection })
      })
      sending.once('error', reject)
      sending.end(body)
    })
    expect(answer).toEqual({ status: 413, close: 'close' })
  })

  test('gives up a query whose client has left', async () => {
    const before = { ...world.fetches }
    const leaving = new AbortController()
    const body = JSON.stringify({ query: '{ slow posts { author { name } } }' })
    const headers = { 'content-type': 'application/json' }
    const answer = fetch(url, { method: 'POST', headers, body, signal: leaving.signal })
    await vi.waitUntil(() => world.fetches.social > before.social)
    leaving.abort()
    await expect(answer).rejects.toThrow()
    await vi.waitUntil(() => world.left.fetches === 1)
    world.letGo()
    await post({ query: '{ posts { id } }' })
    expect(world.fetches.users).toBe(before.users)
  })
})

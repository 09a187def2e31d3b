import { readEventStream } from '@varal/platform/links/event-stream'
import { type Client, createClient } from 'graphql-sse'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type LiveGraph, liveGraph } from './test-live-graph.ts'
import { type LiveServer, liveServer, newUser } from './test-live-server.ts'

const ACTIVITY = 'subscription ($topic: ID!) { activity(topic: $topic) { __typename ... on Happened { number } } }'
const MINE = 'subscription { mine { __typename ... on Happened { who } } }'

let graph: LiveGraph
let server: LiveServer
let stack: AsyncDisposableStack
beforeEach(async () => {
  stack = new AsyncDisposableStack()
  graph = liveGraph()
  server = stack.use(await liveServer(graph, { limits: { operationsPerSocket: 3 } }))
})
afterEach(() => stack.disposeAsync())

const address = () => `${server.url}/events`
const bearer = async (options: Parameters<LiveServer['tokenFor']>[0] = {}) => ({
  authorization: `Bearer ${await server.tokenFor(options)}`,
})

/** A client that has reserved a stream, without a library. */
async function reserve(headers: Record<string, string> = {}) {
  const reserved = await fetch(address(), { method: 'PUT', headers })
  const token = await reserved.text()
  const leaving = new AbortController()
  stack.defer(() => leaving.abort())
  const send = (method: string, path = '', body?: object, more: Record<string, string> = headers) =>
    fetch(`${address()}${path}`, {
      method,
      headers: { 'x-graphql-event-stream-token': token, 'content-type': 'application/json', ...more },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: leaving.signal,
    })
  const post = async (operationId: unknown, query = ACTIVITY, variables: object = { topic: 'a' }, more = headers) =>
    (await send('POST', '', { query, variables, extensions: { operationId } }, more)).status
  return {
    ...{ status: reserved.status, token, post, leave: () => leaving.abort() },
    stop: async (operationId: string) =>
      (
        await fetch(`${address()}?operationId=${operationId}`, {
          method: 'DELETE',
          headers: { 'x-graphql-event-stream-token': token, ...headers },
        })
      ).status,
    async open() {
      const response = await fetch(`${address()}?token=${token}`, {
        headers: { accept: 'text/event-stream' },
        signal: leaving.signal,
      })
      const events = readEventStream(response.body as never)
      const next = async () => {
        const { value } = await events.next()
        return value && { event: value.event, ...JSON.parse(value.data) }
      }
      return { status: response.status, next }
    },
  }
}

describe.each([true, false])('a client of graphql-sse (single connection: %s)', (singleConnection) => {
  function connect(headers: Record<string, string> = {}): Client<boolean> {
    const client = createClient({
      url: address(),
      singleConnection,
      headers,
      retryAttempts: 0,
    })
    stack.defer(() => client.dispose())
    return client
  }

  test('gets its streams, each in order, and leaves them', async () => {
    const client = connect()
    const [one, other] = ['a', 'b'].map((topic) => client.iterate<any>({ query: ACTIVITY, variables: { topic } }))
    for (const stream of [one, other])
      expect((await stream?.next())?.value.data.activity).toEqual({ __typename: 'StreamCheckpoint' })
    graph.happen('a', 3)
    graph.happen('b')
    for (const number of [1, 2, 3]) expect((await one?.next())?.value.data.activity.number).toBe(number)
    expect((await other?.next())?.value.data.activity.number).toBe(1)
    await one?.return?.()
    await vi.waitUntil(() => graph.counts.open === 1)
    client.dispose()
    await vi.waitUntil(() => graph.counts.open === 0)
  })

  test('gets queries answered, and is who its token says', async () => {
    const user = newUser()
    const client = connect(await bearer({ user }))
    const results: unknown[] = []
    for await (const result of client.iterate({ query: '{ post(id: "p1") { title } }' })) results.push(result)
    expect(results).toEqual([{ data: { post: { title: 'title of p1' } } }])
    const mine = client.iterate<any>({ query: MINE })
    await mine.next()
    graph.happen('mine')
    expect((await mine.next()).value.data.mine.who).toBe(user)
  })
})

describe('a reserved stream', () => {
  test('is opened by its token, once, and carries what each operation brings', async () => {
    const { status, token, post, stop, open } = await reserve()
    expect(status).toBe(201)
    expect(token.length).toBeGreaterThan(30)
    // Before the stream is open, as a browser may do it.
    expect(await post('first')).toBe(202)
    const { next } = await open()
    expect((await open()).status).toBe(409)
    expect(await next()).toMatchObject({ event: 'next', id: 'first', payload: { data: {} } })
    expect(await post('q', '{ post(id: "p1") { title } }')).toBe(202)
    expect(await next()).toMatchObject({
      event: 'next',
      id: 'q',
      payload: { data: { post: { title: 'title of p1' } } },
    })
    expect(await next()).toEqual({ event: 'complete', id: 'q' })
    expect(await stop('first')).toBe(200)
    await vi.waitUntil(() => graph.counts.open === 0)
    expect(await post('first', MINE)).toBe(202)
    expect(await next()).toMatchObject({
      id: 'first',
      payload: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] },
    })
    expect(await next()).toEqual({ event: 'complete', id: 'first' })
  })

  test('ends all its operations when its client is gone', async () => {
    const { post, open, leave } = await reserve()
    await open()
    await post('1')
    await post('2', ACTIVITY, { topic: 'b' })
    await vi.waitUntil(() => graph.counts.open === 2)
    leave()
    await vi.waitUntil(() => graph.counts.open === 0)
  })

  test('refuses what is wrong with a request', async () => {
    const { post, open } = await reserve()
    await open()
    expect(await post('1')).toBe(202)
    expect(await post('1')).toBe(409)
    for (const wrong of [undefined, '', 7, 'x'.repeat(129)]) expect(await post(wrong)).toBe(400)
    expect(await post('2', 'subscription { nothing }')).toBe(400)
    expect(await post('2')).toBe(202)
    expect(await post('3')).toBe(202)
    expect(await post('4')).toBe(400)
  })

  test('is nobody’s without its token', async () => {
    const headers = { 'x-graphql-event-stream-token': crypto.randomUUID() }
    const status = async (method: string, more: RequestInit) => (await fetch(address(), { method, ...more })).status
    expect(await status('GET', { headers })).toBe(404)
    expect(await status('DELETE', { headers })).toBe(404)
    expect(await status('DELETE', {})).toBe(404)
    const json = { ...headers, 'content-type': 'application/json' }
    expect(await status('POST', { headers: json, body: '{}' })).toBe(404)
  })

  test('takes operations from the user alone who reserved it, and stays open as long as their newest token', async () => {
    const user = newUser()
    const { post, open } = await reserve(await bearer({ user, seconds: 2 }))
    const { next } = await open()
    expect(await post('1', MINE, {}, {})).toBe(403)
    expect(await post('1', MINE, {}, await bearer())).toBe(403)
    expect(await post('1', MINE, {}, { authorization: 'Bearer nonsense' })).toBe(401)
    expect(await post('1', MINE, {}, await bearer({ user, seconds: 300 }))).toBe(202)
    await next()
    await new Promise((resolve) => setTimeout(resolve, 2_100))
    graph.happen('mine')
    expect(await next()).toMatchObject({ id: '1', payload: { data: { mine: { who: user } } } })
  })

  test('ends with its session', async () => {
    const { open } = await reserve(await bearer({ seconds: 1 }))
    const { next } = await open()
    expect(await next()).toBeUndefined()
  })

  test('that is never opened makes room again', { timeout: 20_000 }, async () => {
    const crowded = stack.use(await liveServer(graph, { limits: { socketsPerAddress: 2 } }))
    const put = async () => (await fetch(`${crowded.url}/events`, { method: 'PUT' })).status
    expect([await put(), await put(), await put()]).toEqual([201, 201, 429])
    await vi.waitFor(async () => expect(await put()).toBe(201), { timeout: 15_000, interval: 500 })
  })
})

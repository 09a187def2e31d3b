import type { ExecutionResult } from 'graphql'
import { type Client, createClient } from 'graphql-ws'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { type TinyWorld, tinyWorld } from '../test-graph.ts'
import { rawSocket as connectRaw } from './test-raw-socket.ts'

const NEWS =
  'subscription News($after: String) { news(after: $after) { cursor post { id title author { name } rank } } }'
const QUIET = 'subscription { quiet { cursor } }'

let world: TinyWorld
let clients: { dispose(): unknown }[]
beforeEach(() => {
  clients = []
})
afterEach(async () => {
  for (const client of clients) await client.dispose()
  await world[Symbol.asyncDispose]()
})

const address = () => `${world.gateway.url.replace('http', 'ws')}/graphql`

function connect(connectionParams: Record<string, unknown> = {}, onClosed: (event: any) => void = () => {}): Client {
  const client = createClient({
    url: address(),
    webSocketImpl: WebSocket,
    connectionParams,
    retryAttempts: 0,
    on: { closed: onClosed },
  })
  clients.push(client)
  return client
}

function rawSocket(headers: Record<string, string> = {}, protocol = 'graphql-transport-ws') {
  const raw = connectRaw(address(), { headers, protocol })
  clients.push({ dispose: () => raw[Symbol.dispose]() })
  return raw
}

const subscribe = (id: string, query: string, variables = {}) => ({
  type: 'subscribe',
  id,
  payload: { query, variables },
})
const brief = (result: ExecutionResult | null | undefined) =>
  result?.errors?.map(({ path, extensions }) => `${path?.join('.') ?? ''} ${extensions?.['code']}`)

describe.each([false, true])('subscriptions over WebSockets (subgraphs over HTTP: %s)', (overHttp) => {
  beforeEach(async () => {
    world = await tinyWorld({ overHttp })
  })

  test('bring each event in order, completed by the other subgraphs', async () => {
    const news = connect().iterate<any>({ query: NEWS })
    const first = news.next()
    await vi.waitUntil(() => world.source.opened === 1)
    for (let number = 1; number <= 100; number++) world.publish(`p${number}`)
    expect((await first).value).toEqual({
      data: {
        news: { cursor: '1', post: { id: 'p1', title: 'title of p1', author: { name: 'name of ada' }, rank: 1 } },
      },
    })
    for (let number = 2; number <= 100; number++)
      expect((await news.next()).value.data.news.cursor).toBe(String(number))
  })

  test('resume after a cursor', async () => {
    for (const id of ['p1', 'p2', 'p3']) world.publish(id)
    const news = connect().iterate<any>({ query: NEWS, variables: { after: '1' } })
    expect((await news.next()).value.data.news.post.id).toBe('p2')
    expect((await news.next()).value.data.news.post.id).toBe('p3')
    expect(world.source.after).toContain('1')
  })

  test('lose what a dead subgraph knows, event by event, and go on', async () => {
    const news = connect().iterate<any>({ query: NEWS, variables: { after: '0' } })
    world.publish('p1')
    await news.next()
    world.down.add('users')
    world.publish('p2')
    const { value } = await news.next()
    expect(value.data.news.post).toEqual({ id: 'p2', title: 'title of p2', author: null, rank: 2 })
    expect(brief(value)).toEqual(['news.post.author.name SUBGRAPH_UNAVAILABLE'])
    world.down.clear()
    world.publish('p3')
    expect((await news.next()).value.errors).toBeUndefined()
  })

  test('end their source within a second when the client unsubscribes, or is gone', async () => {
    const { socket, say, greet } = rawSocket()
    await greet()
    say(subscribe('a', QUIET))
    await vi.waitUntil(() => world.source.opened === 1)
    say({ type: 'complete', id: 'a' })
    await vi.waitFor(() => expect(world.source.ended).toBe(1), 1_000)

    say(subscribe('b', QUIET))
    await vi.waitUntil(() => world.source.opened === 2)
    socket.terminate()
    await vi.waitFor(() => expect(world.source.ended).toBe(2), 1_000)
  })

  test('take no more from the source than the client reads, and send away who does not read', {
    timeout: 20_000,
  }, async () => {
    const { socket, say, greet, ended } = rawSocket()
    await greet()
    for (let number = 0; number < 2_000; number++) world.publish(`p${number}`)
    say(subscribe('a', 'subscription { news(after: "0", size: 50000) { cursor padding } }'))
    socket.pause()
    await vi.waitFor(() => expect(world.source.ended).toBe(1), { timeout: 10_000, interval: 100 })
    // What the buffers of the kernels and of the way hold, of 100 MB.
    expect(world.source.pulled).toBeLessThan(1_000)
    socket.resume()
    // Its close frame waited behind what was not read: cut off, it may see 1006.
    expect([4413, 1006]).toContain((await ended).code)
  })
})

describe('a WebSocket', () => {
  beforeEach(async () => {
    world = await tinyWorld({ allowedOrigins: ['https://app.example'] })
  })

  test('carries queries and mutations too', async () => {
    const client = connect()
    const results: unknown[] = []
    for await (const result of client.iterate<any>({ query: '{ post(id: "p1") { title author { name } } }' }))
      results.push(result)
    expect(results).toEqual([{ data: { post: { title: 'title of p1', author: { name: 'name of ada' } } } }])
    const liked = await client.iterate<any>({ query: 'mutation { like(id: "p1") { likes } }' }).next()
    expect(liked.value).toEqual({ data: { like: { likes: 2 } } })
  })

  test.each(['authorization', 'Authorization'])('knows its viewer by `%s` in connection_init', async (name) => {
    const token = await world.tokenFor()
    const members = connect({ [name]: `Bearer ${token}` }).iterate<any>({ query: '{ me { email } }' })
    expect((await members.next()).value.data).toEqual({ me: { email: 'ada@example.org' } })
  })

  test('gives every operation a request id of its own, which its errors name', async () => {
    const client = connect()
    const ask = async () => (await client.iterate<any>({ query: '{ caller me { id } }' }).next()).value
    const [one, other] = [await ask(), await ask()]
    expect(one.errors[0].extensions).toEqual({
      code: 'UNAUTHENTICATED',
      retryable: false,
      requestId: JSON.parse(one.data.caller).requestId,
    })
    expect(other.errors[0].extensions.requestId).not.toBe(one.errors[0].extensions.requestId)
  })

  test('says why there is no stream', async () => {
    const { messages, say, greet } = rawSocket()
    await greet()
    say(subscribe('closed', 'subscription { members { cursor } }'))
    say(subscribe('wrong', 'subscription { nothing }'))
    say(subscribe('text', '{'))
    say(subscribe('variables', NEWS, { after: [1] }))
    const isOver = ({ type }: { type: string }) => type === 'complete' || type === 'error'
    await vi.waitUntil(() => messages.filter(isOver).length === 4)
    world.down.add('feed')
    say(subscribe('down', NEWS))
    await vi.waitUntil(() => messages.filter(isOver).length === 5)
    const codes = (id: string) => {
      const { type, payload } = messages.find((message) => message.id === id)
      return [type, ...brief(type === 'error' ? { errors: payload } : payload)!]
    }
    expect(codes('closed')).toEqual(['next', 'members UNAUTHENTICATED'])
    expect(codes('wrong')).toEqual(['error', ' BAD_REQUEST'])
    expect(codes('text')).toEqual(['error', ' BAD_REQUEST'])
    expect(codes('variables')).toEqual(['next', ' BAD_REQUEST'])
    expect(codes('down')).toEqual(['next', ' SUBGRAPH_UNAVAILABLE'])
    expect(JSON.stringify(messages)).not.toMatch(/stack|\.ts/)
  })

  test('is closed with 4401 when its token is not accepted, and when it ends', async () => {
    const refused = rawSocket()
    await refused.opened
    refused.say({ type: 'connection_init', payload: { authorization: 'Bearer x' } })
    expect(await refused.ended).toMatchObject({ code: 4401 })

    const ending = rawSocket()
    await ending.greet({ authorization: `Bearer ${await world.tokenFor(2)}` })
    ending.say(subscribe('a', QUIET))
    expect(await ending.ended).toMatchObject({ code: 4401 })
    await vi.waitFor(() => expect(world.source.ended).toBe(1), 1_000)
  })

  test('is closed with 4408 when it says nothing for three seconds', async () => {
    const { ended, opened } = rawSocket()
    await opened
    expect(await ended).toMatchObject({ code: 4408 })
  })

  test.each([
    ['4401 when it subscribes before it says who it is', 4401, [subscribe('a', NEWS)]],
    ['4429 when it says so twice', 4429, [{ type: 'connection_init' }, { type: 'connection_init' }]],
    ['4400 when a message is no JSON', 4400, ['{']],
    ['4400 when a message is none of the protocol', 4400, [{ type: 'start', id: '1' }]],
    ['4400 when variables are a list', 4400, [{ type: 'subscribe', id: '1', payload: { query: NEWS, variables: [] } }]],
    [
      '1009 when a message is larger than 64 KB',
      1009,
      [JSON.stringify({ type: 'ping', payload: { x: 'x'.repeat(65_536) } })],
    ],
  ] as const)('is closed with %s', async (_what, code, messages) => {
    const { say, ended, opened } = rawSocket()
    await opened
    for (const message of messages) say(message)
    expect(await ended).toMatchObject({ code })
  })

  test('is closed with 4409 when two operations have one name', async () => {
    const { say, greet, ended } = rawSocket()
    await greet()
    say(subscribe('a', QUIET))
    say(subscribe('a', QUIET))
    expect(await ended).toMatchObject({ code: 4409 })
    await vi.waitFor(() => expect(world.source.ended).toBe(world.source.opened), 1_000)
  })

  test('is closed when it sends bytes, or text that is no UTF-8', async () => {
    const bytes = rawSocket()
    await bytes.opened
    bytes.socket.send(Buffer.from('{"type":"connection_init"}'), { binary: true })
    expect(await bytes.ended).toMatchObject({ code: 1003 })
    const text = rawSocket()
    await text.opened
    text.socket.send(Buffer.from([0xc3, 0x28]), { binary: false })
    expect(await text.ended).toMatchObject({ code: 1007 })
  })

  test('is closed with 4406 when it speaks another protocol', async () => {
    expect(await rawSocket({}, 'graphql-ws').ended).toMatchObject({
      code: expect.toSatisfy((code) => [4406, 0].includes(code)),
    })
  })

  test('is opened for pages of allowed origins, our own, and what is no page', async () => {
    await rawSocket({ origin: 'https://app.example' }).greet()
    await rawSocket({ origin: world.gateway.url }).greet()
    await rawSocket().greet()
    for (const origin of ['https://evil.example', 'null', 'https://app.example.evil.example'])
      expect((await rawSocket({ origin }).ended).reason).toContain('403')
  })

  test('is opened at /graphql only', async () => {
    const socket = new WebSocket(`${world.gateway.url.replace('http', 'ws')}/other`, 'graphql-transport-ws')
    expect(String(await new Promise((resolve) => socket.on('error', resolve)))).toContain('404')
  })

  test('has at most twenty operations at once', async () => {
    const { messages, say, greet } = rawSocket()
    await greet()
    const errors = () => messages.filter(({ type }) => type === 'error')
    for (let number = 1; number <= 21; number++) say(subscribe(String(number), QUIET))
    await vi.waitUntil(() => errors().length > 0)
    expect(errors()).toMatchObject([{ id: '21', payload: [{ extensions: { code: 'BAD_REQUEST' } }] }])
    say({ type: 'complete', id: '1' })
    say(subscribe('22', QUIET))
    say(subscribe('23', QUIET))
    await vi.waitUntil(() => errors().length > 1)
    expect(errors()[1]).toMatchObject({ id: '23' })
  })

  test('is closed with 1012 when the gateway stops, after what it asked was answered', async () => {
    const { messages, say, greet, ended } = rawSocket()
    await greet()
    say(subscribe('stream', QUIET))
    say(subscribe('query', '{ slow }'))
    await vi.waitUntil(() => world.fetches.social === 1 && world.source.opened === 1)
    const stopped = world.gateway[Symbol.asyncDispose]()
    setTimeout(() => world.letGo(), 200)
    const { code, reason } = await ended
    expect(code).toBe(1012)
    // When to come back, so that not all do at once.
    expect(Number(/; retry=(\d+)$/.exec(reason)?.[1])).toBeLessThanOrEqual(3_000)
    expect(messages).toContainEqual({ id: 'query', type: 'next', payload: { data: { slow: 'at last' } } })
    expect(messages).toContainEqual({ id: 'query', type: 'complete' })
    await stopped
    expect(world.source.ended).toBe(1)
  })

  test('is closed with 1012 by a gateway that stops, also when its client does not read', async () => {
    const { socket, greet } = rawSocket()
    await greet()
    socket.pause()
    const beganMs = performance.now()
    await world.gateway[Symbol.asyncDispose]()
    expect(performance.now() - beganMs).toBeLessThan(5_000)
  })
})

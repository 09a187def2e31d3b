import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { StreamLimits } from './stream-limits.ts'
import { liveGraph } from './test-live-graph.ts'
import { type LiveServer, liveServer, newUser } from './test-live-server.ts'
import { type RawSocket, rawSocket } from './test-raw-socket.ts'

const QUIET = 'subscription ($topic: ID!) { activity(topic: $topic) { __typename } }'

let stack: AsyncDisposableStack
let server: LiveServer
beforeEach(() => {
  stack = new AsyncDisposableStack()
})
afterEach(() => stack.disposeAsync())

const begin = async (limits: Partial<StreamLimits>) => {
  server = stack.use(await liveServer(liveGraph(), { limits }))
}
const open = (): RawSocket => stack.use(rawSocket(server.socketUrl))
async function connect(payload?: object): Promise<RawSocket> {
  const socket = open()
  await socket.greet(payload)
  return socket
}
const bearer = async (user = newUser()) => ({ authorization: `Bearer ${await server.tokenFor({ user })}` })
const streamStatus = async (headers = {}) => {
  const search = new URLSearchParams({ query: QUIET, variables: '{"topic":"a"}' })
  const leaving = new AbortController()
  stack.defer(() => leaving.abort())
  const { status, headers: answered } = await fetch(`${server.url}/events?${search}`, {
    headers,
    signal: leaving.signal,
  })
  return { status, retryAfter: answered.get('retry-after') }
}

describe('connections of one address', () => {
  test('are refused with 429 when there are too many, until one of them ends', async () => {
    await begin({ socketsPerAddress: 2 })
    const first = await connect()
    expect(await streamStatus()).toMatchObject({ status: 200 })
    expect((await open().ended).reason).toContain('429')
    expect(await streamStatus()).toEqual({ status: 429, retryAfter: '30' })
    first.socket.close()
    await first.ended
    await vi.waitFor(async () => expect((await streamStatus()).status).toBe(200))
  })

  test('are refused with 429 when they come too fast', async () => {
    await begin({ connectionsPerSecondAndAddress: 2 })
    await Promise.all([connect(), connect(), connect(), connect()])
    expect((await open().ended).reason).toContain('429')
    await vi.waitFor(async () => expect((await streamStatus()).status).toBe(200), 2_000)
  })
})

test('connections are refused with 503 when the process has all that it can hold', async () => {
  await begin({ socketsMax: 1 })
  await connect()
  expect((await open().ended).reason).toContain('503')
  expect(await streamStatus()).toEqual({ status: 503, retryAfter: '5' })
})

describe('a user', () => {
  test('has so many connections, and is told with 4429 that one is too many', async () => {
    await begin({ socketsPerUser: 2 })
    const ada = newUser()
    const [first] = [await connect(await bearer(ada)), await connect(await bearer(ada))]
    const third = open()
    await third.opened
    third.say({ type: 'connection_init', payload: await bearer(ada) })
    expect(await third.ended).toEqual({ code: 4429, reason: 'Too many sockets of one user' })
    expect(await streamStatus(await bearer(ada))).toEqual({ status: 429, retryAfter: '30' })
    await connect(await bearer())
    await connect()

    first?.socket.close()
    await vi.waitFor(async () => expect((await streamStatus(await bearer(ada))).status).toBe(200))
  })

  test('has so many streams, over all connections', async () => {
    await begin({ streamsPerUser: 3 })
    const ada = newUser()
    const [one, other] = [await connect(await bearer(ada)), await connect(await bearer(ada))]
    for (const id of ['1', '2']) {
      one.subscribe(id, QUIET, { topic: id })
      await one.until(id, 1)
    }
    expect((await streamStatus(await bearer(ada))).status).toBe(200)
    other.subscribe('3', QUIET, { topic: '3' })
    expect((await other.until('3', 1))[0].errors).toMatchObject([
      { extensions: { code: 'RATE_LIMITED', retryable: true } },
    ])
    await vi.waitUntil(() => other.messages.some(({ type, id }) => type === 'complete' && id === '3'))
    expect((await streamStatus(await bearer(ada))).status).toBe(429)

    one.say({ type: 'complete', id: '1' })
    other.subscribe('4', QUIET, { topic: '4' })
    expect((await other.until('4', 1))[0].data).toBeTruthy()
    other.socket.close()
    await vi.waitFor(async () => expect((await streamStatus(await bearer(ada))).status).toBe(200))
  })
})

test('a socket is closed with 4429 when it sends too many messages a second', async () => {
  await begin({ messagesPerSecondAndSocket: 10 })
  const patient = await connect()
  const eager = await connect()
  for (let number = 0; number < 19; number++) patient.say({ type: 'ping' })
  for (let number = 0; number < 21; number++) eager.say({ type: 'ping' })
  expect(await eager.ended).toEqual({ code: 4429, reason: 'Too many messages a second' })
  patient.subscribe('w', QUIET, { topic: 'a' })
  await patient.until('w', 1)
})

test('a thousand operations at once are too many messages, and leave nothing behind', async () => {
  const graph = liveGraph()
  server = stack.use(await liveServer(graph))
  const socket = await connect()
  for (let number = 0; number < 1_000; number++) socket.subscribe(String(number), QUIET, { topic: String(number) })
  expect((await socket.ended).code).toBe(4429)
  await vi.waitUntil(() => graph.counts.open === 0)
})

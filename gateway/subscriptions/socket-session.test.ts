import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { hashOf } from '../operations/client-texts.ts'
import type { OperationFinder } from '../operations/find-operation.ts'
import { persistedQueryNotFound } from '../operations/operation-refusal.ts'
import { textsOnly } from './streaming.ts'
import { type LiveGraph, liveGraph } from './test-live-graph.ts'
import { type LiveServer, liveServer, newSession, newUser } from './test-live-server.ts'
import { type RawSocket, rawSocket } from './test-raw-socket.ts'

const MINE = 'subscription { mine { __typename ... on Happened { number who } } }'

let graph: LiveGraph
let server: LiveServer
let sockets: RawSocket[]
beforeEach(() => {
  graph = liveGraph()
  sockets = []
})
afterEach(async () => {
  for (const socket of sockets) socket[Symbol.dispose]()
  await server[Symbol.asyncDispose]()
})

const begin = async (finder?: OperationFinder) => {
  server = await liveServer(graph, { finder })
}
function open(headers = {}): RawSocket {
  const socket = rawSocket(server.socketUrl, { headers })
  sockets.push(socket)
  return socket
}
async function connect(payload?: object): Promise<RawSocket> {
  const socket = open()
  await socket.greet(payload)
  return socket
}
const bearer = async (options: Parameters<LiveServer['tokenFor']>[0]) => ({
  authorization: `Bearer ${await server.tokenFor(options)}`,
})
const pongs = ({ messages }: RawSocket) => messages.filter(({ type }) => type === 'pong')

describe('a newer token, sent with a ping,', () => {
  beforeEach(() => begin())

  test('keeps the socket and its streams open, and the pong says until when', async () => {
    const user = newUser()
    const socket = await connect(await bearer({ user, seconds: 2 }))
    socket.subscribe('w', MINE)
    await socket.until('w', 1)
    socket.say({ type: 'ping', payload: await bearer({ user, seconds: 300 }) })
    await vi.waitUntil(() => pongs(socket).length === 1)
    const untilMs = Date.parse(pongs(socket)[0].payload.authorizedUntil)
    expect(untilMs - Date.now()).toBeGreaterThan(200_000)
    await new Promise((resolve) => setTimeout(resolve, 2_100))
    graph.happen('mine')
    expect((await socket.until('w', 2))[1].data.mine).toMatchObject({ number: 1, who: user })
  })

  test.each([
    ['is not accepted', 4401, async () => ({ authorization: 'Bearer nonsense' })],
    ['is of somebody else', 4403, () => bearer({})],
    ['is no string', 4401, async () => ({ authorization: 7 })],
  ])('closes the socket when it %s', async (_what, code, payload) => {
    const socket = await connect(await bearer({}))
    socket.subscribe('w', MINE)
    await socket.until('w', 1)
    socket.say({ type: 'ping', payload: await payload() })
    expect(await socket.ended).toMatchObject({ code })
    await vi.waitUntil(() => graph.counts.open === 0)
  })

  test('does not make somebody of a stranger', async () => {
    const socket = await connect()
    socket.say({ type: 'ping', payload: await bearer({}) })
    expect(await socket.ended).toMatchObject({ code: 4403 })
  })

  test('is not needed: a ping with something else, or nothing, gets the same back', async () => {
    const socket = await connect()
    socket.say({ type: 'ping', payload: { at: 1 } })
    socket.say({ type: 'ping' })
    await vi.waitUntil(() => pongs(socket).length === 2)
    expect(pongs(socket)).toEqual([{ type: 'pong', payload: { at: 1 } }, { type: 'pong' }])
  })
})

describe('a session that ends', () => {
  beforeEach(() => begin())

  test('takes its sockets and event streams with it, and nobody else’s', async () => {
    const [user, session] = [newUser(), newSession()]
    const gone = await connect(await bearer({ user, session }))
    const staying = await connect(await bearer({ user }))
    for (const socket of [gone, staying]) socket.subscribe('w', MINE)
    const search = new URLSearchParams({ query: MINE })
    const response = await fetch(`${server.url}/events?${search}`, { headers: await bearer({ user, session }) })
    await vi.waitUntil(() => graph.counts.open === 3)
    server.revoke(session)
    expect(await gone.ended).toMatchObject({ code: 4401 })
    await response.text()
    await vi.waitUntil(() => graph.counts.open === 1)
    graph.happen('mine')
    await staying.until('w', 2)
  })

  test('is the one of the newest token', async () => {
    const [user, before, after] = [newUser(), newSession(), newSession()]
    const socket = await connect(await bearer({ user, session: before }))
    socket.say({ type: 'ping', payload: await bearer({ user, session: after }) })
    await vi.waitUntil(() => pongs(socket).length === 1)
    server.revoke(before)
    socket.say({ type: 'ping' })
    await vi.waitUntil(() => pongs(socket).length === 2)
    server.revoke(after)
    expect(await socket.ended).toMatchObject({ code: 4401 })
  })
})

describe('a persisted operation', () => {
  const text = 'subscription ($topic: ID!) { activity(topic: $topic) { __typename } }'
  const seen: unknown[] = []
  const finder: OperationFinder = {
    async find(request, sender) {
      seen.push(sender.client)
      if (request.reference === null) return textsOnly.find(request, sender)
      const isKnown =
        'id' in request.reference ? request.reference.id === 'activity' : request.reference.hash === hashOf(text)
      if (!isKnown) return persistedQueryNotFound
      return { text, operationName: request.operationName, known: null, remember: null }
    },
  }
  const persistedQuery = (hash: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: hash } } })

  test.each([
    ['by its documentId, without a text', { documentId: 'activity' }],
    ['by its hash as a documentId', { documentId: `sha256:${hashOf(text)}` }],
    ['by its hash as Apollo sends it', persistedQuery(hashOf(text))],
    ['by its hash, with an empty text', { query: '', ...persistedQuery(hashOf(text)) }],
  ])('runs over a socket %s', async (_how, payload) => {
    await begin(finder)
    const socket = await connect({ 'GraphQL-Client-Name': 'ios', 'graphql-client-version': '1.2' })
    socket.say({ type: 'subscribe', id: 'w', payload: { ...payload, variables: { topic: 'a' } } })
    expect((await socket.until('w', 1))[0]).toEqual({ data: { activity: { __typename: 'StreamCheckpoint' } } })
    expect(seen.at(-1)).toEqual({ name: 'ios', version: '1.2' })
  })

  test('that is not known is refused as the protocol has it, and the socket stays', async () => {
    await begin(finder)
    const socket = await connect()
    socket.say({ type: 'subscribe', id: 'w', payload: persistedQuery(hashOf('other')) })
    const errors = () => socket.messages.filter(({ type }) => type === 'error')
    await vi.waitUntil(() => errors().length === 1)
    socket.say({ type: 'subscribe', id: 'x', payload: persistedQuery('short') })
    await vi.waitUntil(() => errors().length === 2)
    expect(errors().map(({ payload }) => payload[0].extensions.code)).toEqual([
      'PERSISTED_QUERY_NOT_FOUND',
      'BAD_REQUEST',
    ])
    expect(errors()[0].payload[0].message).toBe('PersistedQueryNotFound')
  })
})

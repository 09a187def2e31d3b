import { readEventStream } from '@varal/platform/links/event-stream'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type LiveGraph, liveGraph } from './test-live-graph.ts'
import { type LiveServer, liveServer } from './test-live-server.ts'
import { type RawSocket, rawSocket } from './test-raw-socket.ts'

const ACTIVITY = `subscription ($topic: ID!, $after: String) { activity(topic: $topic, after: $after) {
  __typename ... on StreamItem { cursor at } ... on Happened { number who post { title } } ... on StreamReset { reason } } }`

let graph: LiveGraph
let server: LiveServer
let sockets: RawSocket[]
beforeEach(async () => {
  graph = liveGraph()
  server = await liveServer(graph)
  sockets = []
})
afterEach(async () => {
  for (const socket of sockets) socket[Symbol.dispose]()
  await server[Symbol.asyncDispose]()
})

async function connect(payload?: object, url = server.socketUrl): Promise<RawSocket> {
  const socket = rawSocket(url)
  sockets.push(socket)
  await socket.greet(payload)
  return socket
}
const watch = (socket: RawSocket, after?: string | null, topic = 'a', id = 'w') =>
  socket.subscribe(id, ACTIVITY, { topic, ...(after === undefined ? {} : { after }) })
const items = (socket: RawSocket, id = 'w') => socket.results(id).map(({ data }) => data.activity)
const numbers = (socket: RawSocket, id = 'w') =>
  items(socket, id).flatMap(({ __typename: type, number }) => (type === 'Happened' ? [number] : []))
const types = (socket: RawSocket, id = 'w') => items(socket, id).map(({ __typename: type }) => type)
const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, index) => first + index)
const isCaughtUp = (socket: RawSocket) => vi.waitUntil(() => types(socket).includes('StreamCheckpoint'))

describe('a stream that is the same for everybody', () => {
  test('runs once for all who watch it, and each gets it under its own id', async () => {
    const ids = ['1', 'a much longer id', 'é"☀️\\', '1']
    const watchers = await Promise.all(ids.map(() => connect()))
    for (const [index, socket] of watchers.entries()) {
      watch(socket, null, 'a', ids[index])
      await socket.until(ids[index] as string, 1)
    }
    graph.happen('a')
    for (const [index, socket] of watchers.entries()) {
      await socket.until(ids[index] as string, 2)
      expect(types(socket, ids[index])).toEqual(['StreamCheckpoint', 'Happened'])
      expect(items(socket, ids[index])[1]).toMatchObject({
        number: 1,
        who: 'anonymous',
        post: { title: 'title of p1' },
      })
    }
    expect(graph.counts).toEqual({ opened: 1, open: 1, hydrated: 1 })
  })

  test('is as strangers see it, also for who is signed in', async () => {
    const socket = await connect({ authorization: `Bearer ${await server.tokenFor()}` })
    watch(socket)
    await isCaughtUp(socket)
    graph.happen('a')
    await socket.until('w', 2)
    expect(items(socket)[1].who).toBe('anonymous')
  })

  test('ends at its source when the last has left, and completes for all when it ends there', async () => {
    const [one, other] = [await connect(), await connect()]
    for (const socket of [one, other]) watch(socket)
    await isCaughtUp(one)
    await isCaughtUp(other)
    one.say({ type: 'complete', id: 'w' })
    other.socket.terminate()
    await vi.waitUntil(() => graph.counts.open === 0)

    const [third, fourth] = [await connect(), await connect()]
    for (const socket of [third, fourth]) watch(socket)
    await isCaughtUp(third)
    await isCaughtUp(fourth)
    graph.close('a')
    for (const socket of [third, fourth]) {
      await vi.waitUntil(() => socket.messages.at(-1).type === 'complete')
      expect(items(socket).at(-1)).toMatchObject({ __typename: 'StreamReset', reason: 'PERMISSION_CHANGED' })
    }
    expect(graph.counts).toMatchObject({ opened: 2, open: 0 })
  })

  test('is another one for other variables, another text, another language', async () => {
    const socket = await connect()
    watch(socket, null, 'a', '1')
    watch(socket, null, 'b', '2')
    socket.subscribe('3', ACTIVITY.replace('who', 'whose: who'), { topic: 'a' })
    const spanish = rawSocket(server.socketUrl, { headers: { 'accept-language': 'es' } })
    sockets.push(spanish)
    await spanish.greet()
    watch(spanish)
    await isCaughtUp(spanish)
    await Promise.all(['1', '2', '3'].map((id) => socket.until(id, 1)))
    expect(graph.counts.opened).toBe(4)
  })

  test('is one with that of server-sent events', async () => {
    const socket = await connect()
    watch(socket)
    await isCaughtUp(socket)
    const search = new URLSearchParams({ query: ACTIVITY, variables: JSON.stringify({ topic: 'a' }) })
    const leaving = new AbortController()
    const response = await fetch(`${server.url}/events?${search}`, { signal: leaving.signal })
    const events = readEventStream(response.body as never)
    graph.happen('a')
    expect((await events.next()).value).toMatchObject({ event: 'next', id: 'a.0' })
    expect((await events.next()).value).toMatchObject({ id: 'a.1', data: expect.stringContaining('title of p1') })
    expect(graph.counts).toMatchObject({ opened: 1, hydrated: 1 })
    leaving.abort()
  })
})

describe('a stream that depends on who asks runs for each, ', () => {
  test.each([
    ['when the operation asks for what is the viewer’s', 'post { title viewerHasLiked }', 'a'],
    ['when it asks for what is not for everybody', 'post { title draft }', 'a'],
    ['when strangers do not get it', 'post { title }', 'private'],
  ])('%s', async (_when, post, topic) => {
    const query = ACTIVITY.replace('post { title }', post)
    const [ada, ben] = [await connect(await credentials()), await connect(await credentials())]
    for (const socket of [ada, ben]) socket.subscribe('w', query, { topic })
    await isCaughtUp(ada)
    await isCaughtUp(ben)
    graph.happen(topic)
    await ada.until('w', 2)
    await ben.until('w', 2)
    expect(graph.counts.hydrated).toBe(2)
    expect(graph.counts.open).toBe(2)
    if (topic === 'private') expect(items(ada)[1].who).not.toBe(items(ben)[1].who)
  })
})

test('a stream that depends on who asks runs once for all strangers', async () => {
  const query = ACTIVITY.replace('title', 'title viewerHasLiked')
  const [one, other] = [await connect(), await connect()]
  for (const socket of [one, other]) socket.subscribe('w', query, { topic: 'a' })
  await isCaughtUp(one)
  await isCaughtUp(other)
  expect(graph.counts.opened).toBe(1)
})

const credentials = async () => ({ authorization: `Bearer ${await server.tokenFor()}` })

describe('who joins later', () => {
  test('gets what it missed, then a checkpoint, then what happens, without another run', async () => {
    const first = await connect()
    watch(first)
    await isCaughtUp(first)
    graph.happen('a', 100)
    await first.until('w', 101)
    const late = await connect()
    watch(late, 'a.40')
    await late.until('w', 61)
    expect(numbers(late)).toEqual(upTo(100, 41))
    expect(items(late).at(-1)).toMatchObject({ __typename: 'StreamCheckpoint', cursor: 'a.100' })
    graph.happen('a')
    await late.until('w', 62)
    expect(numbers(late).at(-1)).toBe(101)
    expect(graph.counts).toMatchObject({ opened: 1, hydrated: 101 })
  })

  test('gets it also from further back than is kept here, and then shares', async () => {
    graph.happen('a', 1_000)
    const first = await connect()
    watch(first)
    await isCaughtUp(first)
    const late = await connect()
    watch(late, 'a.10')
    await vi.waitUntil(() => numbers(late).length >= 990, { timeout: 10_000 })
    await isCaughtUp(late)
    await vi.waitUntil(() => graph.counts.open === 1)
    const { hydrated } = graph.counts
    graph.happen('a', 10)
    await vi.waitUntil(() => numbers(late).length >= 1_000)
    expect(numbers(late)).toEqual(upTo(1_010, 11))
    expect(graph.counts.hydrated).toBe(hydrated + 10)
  })

  test('and is one of many who come back to a new process, runs what they missed once', async () => {
    graph.happen('a', 80)
    const late = await Promise.all(Array.from({ length: 30 }, () => connect()))
    for (const [index, socket] of late.entries()) watch(socket, `a.${index % 3 === 0 ? 20 : 20 + index}`)
    for (const socket of late) await isCaughtUp(socket)
    for (const [index, socket] of late.entries())
      expect(numbers(socket)).toEqual(upTo(80, index % 3 === 0 ? 21 : 21 + index))
    // One that came first may have been ahead of the one that reaches furthest back.
    expect(graph.counts.hydrated).toBeLessThan(5 * 60)
    await vi.waitUntil(() => graph.counts.open === 1)
  })

  test('without a cursor gets what happens from now on', async () => {
    const first = await connect()
    watch(first)
    await isCaughtUp(first)
    graph.happen('a', 5)
    await first.until('w', 6)
    const late = await connect()
    watch(late)
    await isCaughtUp(late)
    graph.happen('a')
    await late.until('w', 2)
    expect(items(late)).toMatchObject([{ __typename: 'StreamCheckpoint', cursor: 'a.5' }, { number: 6 }])
  })

  test.each([
    ['one of the future', 'a.7', 'CURSOR_INVALID'],
    ['none', 'nonsense', 'CURSOR_INVALID'],
    ['one that is too old', 'a.1', 'CURSOR_TOO_OLD'],
  ])('with %s for a cursor is told so, and nobody else is', async (_what, after, reason) => {
    graph.happen('a', 5)
    graph.trim('a')
    const first = await connect()
    watch(first)
    await isCaughtUp(first)
    const wrong = await connect()
    watch(wrong, after)
    await vi.waitUntil(() => wrong.messages.at(-1).type === 'complete')
    expect(items(wrong)).toMatchObject([{ __typename: 'StreamReset', reason }])
    graph.happen('a')
    await first.until('w', 2)
    expect(types(first)).toEqual(['StreamCheckpoint', 'Happened'])
  })
})

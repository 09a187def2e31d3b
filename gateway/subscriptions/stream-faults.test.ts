import { createLog } from '@varal/platform/log'
import { randomNumbers } from '@varal/testing/random-numbers'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { supergraphExecutor } from '../execute/executor.ts'
import { type LiveGraph, liveGraph } from './test-live-graph.ts'
import { type LiveServer, liveServer } from './test-live-server.ts'
import { type RawSocket, rawSocket } from './test-raw-socket.ts'

const ACTIVITY = `subscription ($topic: ID!, $after: String) { activity(topic: $topic, after: $after) {
  __typename ... on StreamItem { cursor } ... on Happened { number post { title body } } } }`

let graph: LiveGraph
let stack: AsyncDisposableStack
beforeEach(() => {
  stack = new AsyncDisposableStack()
})
afterEach(() => stack.disposeAsync())

const begin = async (given: LiveGraph): Promise<LiveServer> => {
  graph = given
  return stack.use(await liveServer(given))
}
async function connect({ socketUrl }: LiveServer, payload?: object): Promise<RawSocket> {
  const socket = stack.use(rawSocket(socketUrl))
  await socket.greet(payload)
  return socket
}
const items = (socket: RawSocket, id = 'w') => socket.results(id).map(({ data }) => data.activity)
const numbers = (socket: RawSocket, id = 'w') => items(socket, id).flatMap(({ number }) => number ?? [])
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1)
const isCaughtUp = (socket: RawSocket, id = 'w') =>
  vi.waitUntil(() => items(socket, id).some(({ __typename: type }) => type === 'StreamCheckpoint'), { timeout: 5_000 })

test.each([1, 2, 3])(
  'who is cut off at any moment, and comes back to any gateway, misses nothing and gets nothing twice (%i)',
  {
    timeout: 60_000,
  },
  async (seed) => {
    const random = randomNumbers(`cuts ${seed}`)
    const one = await begin(liveGraph({ bodyCharacters: 10 }))
    const servers = [one, stack.use(await liveServer(graph))]
    graph.slow.hydrationMs = () => Math.floor(random() * 4)
    const EVENTS = 1_500
    const CLIENTS = 12

    async function client(): Promise<number[]> {
      const seen: number[] = []
      let cursor = 'a.0'
      while (seen.length < EVENTS) {
        const socket = rawSocket((servers[random() < 0.5 ? 0 : 1] as LiveServer).socketUrl)
        let cutAfter = Math.floor(random() * 300)
        await socket.greet()
        await new Promise<void>((resolve) => {
          socket.socket.on('message', (message) => {
            const { payload } = JSON.parse(String(message))
            const item = payload?.data.activity
            // What arrives after the cut was never processed.
            if (!item || cutAfter < 0) return
            cursor = item.cursor
            if (item.number !== undefined) seen.push(item.number)
            if (cutAfter-- === 0 || seen.length === EVENTS) {
              cutAfter = -1
              socket.socket.terminate()
            }
          })
          socket.ended.then(() => resolve())
          socket.subscribe('w', ACTIVITY, { topic: 'a', after: cursor })
        })
        if (random() < 0.3) await new Promise((resolve) => setTimeout(resolve, random() * 50))
      }
      return seen
    }
    const clients = Array.from({ length: CLIENTS }, client)
    for (let sent = 0; sent < EVENTS; ) {
      const times = Math.min(EVENTS - sent, Math.floor(random() * 12))
      sent += times
      graph.happen('a', times)
      await new Promise((resolve) => setTimeout(resolve, 4))
    }
    for (const seen of await Promise.all(clients)) expect(seen).toEqual(upTo(EVENTS))
    await vi.waitUntil(() => graph.counts.open === 0)
  },
)

test('who does not read a shared stream slows nobody else, and is sent away to resume', {
  timeout: 30_000,
}, async () => {
  const server = await begin(liveGraph({ bodyCharacters: 20_000 }))
  const [reader, stuck] = [await connect(server), await connect(server)]
  for (const socket of [reader, stuck]) {
    socket.subscribe('w', ACTIVITY, { topic: 'a' })
    await isCaughtUp(socket)
  }
  stuck.socket.pause()
  for (let sent = 0; sent < 1_000; sent += 10) {
    graph.happen('a', 10)
    await reader.until('w', sent + 11, 5_000)
  }
  expect(numbers(reader)).toEqual(upTo(1_000))
  // Its close frame waited behind what was not read: cut off, it may see 1006.
  await vi.waitUntil(() => graph.counts.open === 1)
  stuck.socket.resume()
  expect([4413, 1006]).toContain((await stuck.ended).code)
  const last = items(stuck).at(-1).cursor

  const again = await connect(server)
  again.subscribe('w', ACTIVITY, { topic: 'a', after: last })
  await vi.waitUntil(() => numbers(again).at(-1) === 1_000, { timeout: 10_000 })
  expect([...numbers(stuck), ...numbers(again)]).toEqual(upTo(1_000))
})

test('who watches something quiet hears now and then that nothing was missed', async () => {
  const server = await begin(liveGraph({ idleMs: 100 }))
  const sockets = [await connect(server), await connect(server)]
  for (const socket of sockets) {
    socket.subscribe('w', ACTIVITY, { topic: 'a', after: 'a.0' })
    await socket.until('w', 4)
    for (const item of items(socket)) expect(item).toEqual({ __typename: 'StreamCheckpoint', cursor: 'a.0' })
  }
  expect(graph.counts.opened).toBe(1)
})

describe('when another graph takes the place of the one that is served', () => {
  const executorOf = (sdl: string) => supergraphExecutor(sdl, graph.links, createLog('silent'))

  test('no socket is closed, no stream ends, and nothing is missed', async () => {
    const server = await begin(liveGraph())
    const authorization = `Bearer ${await server.tokenFor()}`
    const [shared, alone] = [await connect(server), await connect(server, { authorization })]
    shared.subscribe('w', ACTIVITY, { topic: 'a', after: 'a.0' })
    alone.subscribe('w', ACTIVITY.replace('title', 'title viewerHasLiked'), { topic: 'a', after: 'a.0' })
    const swapping = (async () => {
      for (let swap = 0; swap < 5; swap++) await server.graph.swap(executorOf(graph.supergraphSdl), graph.supergraphSdl)
    })()
    for (let sent = 0; sent < 200; sent++) {
      graph.happen('a')
      await new Promise((resolve) => setImmediate(resolve))
    }
    await swapping
    graph.happen('a', 10)
    for (const socket of [shared, alone]) {
      await vi.waitUntil(() => numbers(socket).length >= 210, { timeout: 5_000 })
      expect(numbers(socket)).toEqual(upTo(210))
    }
    await vi.waitUntil(() => graph.counts.open === 2)
  })

  test('who asks for what it does not have is told to reload, and may ask for something else', async () => {
    const server = await begin(liveGraph())
    const socket = await connect(server)
    socket.subscribe('w', ACTIVITY, { topic: 'a' })
    socket.subscribe('other', 'subscription { activity(topic: "b") { __typename ... on StreamItem { cursor } } }')
    await isCaughtUp(socket)
    await isCaughtUp(socket, 'other')
    const without = graph.supergraphSdl.replace(/\n *body: String!.*/, '')
    expect(without).not.toBe(graph.supergraphSdl)
    await server.graph.swap(executorOf(without), without)
    await vi.waitUntil(() => socket.messages.at(-1).type === 'complete')
    expect(socket.results('w').at(-1).errors).toMatchObject([
      { message: expect.stringContaining('reload'), extensions: { code: 'BAD_REQUEST', retryable: false } },
    ])
    graph.happen('b')
    await socket.until('other', 2)
    socket.subscribe('again', ACTIVITY.replace('body', ''), { topic: 'a' })
    await isCaughtUp(socket, 'again')
    expect(socket.messages.filter(({ type }) => type === 'complete')).toHaveLength(1)
  })
})

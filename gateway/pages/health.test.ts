import { setTimeout as delay } from 'node:timers/promises'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type TinyGraph, tinyGraph, tinyWorld } from '../test-graph.ts'
import { healthRoutes } from './health.ts'

describe('a gateway', () => {
  let graph: TinyGraph
  let app: FastifyInstance
  let state: { knowsOperations: boolean; isStopping: boolean }
  beforeAll(async () => {
    graph = await tinyGraph()
  })
  afterAll(() => graph[Symbol.asyncDispose]())
  beforeEach(async () => {
    graph.down.clear()
    state = { knowsOperations: true, isStopping: false }
    app = Fastify()
    healthRoutes(app, {
      links: graph.links,
      knowsOperations: () => state.knowsOperations,
      isStopping: () => state.isStopping,
      goodForMs: 0,
    })
    return () => app.close()
  })
  const ask = async (path: string) => {
    const { statusCode, body, headers } = await app.inject(path)
    expect(headers['cache-control']).toBe('no-store')
    return [statusCode, JSON.parse(body)]
  }
  const notReady = (reason: string) => [503, { status: 'not ready', reason }]
  const ready = [200, { status: 'ready' }]

  test('is healthy while every subgraph answers', async () => {
    expect(await ask('/healthz')).toEqual([200, { status: 'ok', unavailable: [] }])
    graph.down.add('users').add('feed')
    expect(await ask('/healthz')).toEqual([503, { status: 'unavailable', unavailable: ['users', 'feed'] }])
  })

  test('is ready once it has reached every subgraph', async () => {
    graph.down.add('users')
    expect(await ask('/readyz')).toEqual(notReady('not reached yet: users'))
    graph.down.delete('users')
    expect(await ask('/readyz')).toEqual(ready)
  })

  test('stays ready when a subgraph goes away, as it answers the rest, and until all have gone', async () => {
    expect(await ask('/readyz')).toEqual(ready)
    graph.down.add('users').add('feed')
    expect(await ask('/readyz')).toEqual(ready)
    graph.down.add('social')
    expect(await ask('/readyz')).toEqual(notReady('no subgraph answers'))
  })

  test('is not ready before it knows which operations may run, nor when it stops', async () => {
    state.knowsOperations = false
    expect(await ask('/readyz')).toEqual(notReady('the manifests have not been read yet'))
    state = { knowsOperations: true, isStopping: true }
    expect(await ask('/readyz')).toEqual(notReady('stopping'))
  })

  test('does not ask the subgraphs each time that it is asked', async () => {
    const other = Fastify()
    const never = () => false
    healthRoutes(other, { links: graph.links, knowsOperations: () => true, isStopping: never, goodForMs: 60_000 })
    const before = graph.fetches.users
    for (let time = 0; time < 5; time++) await Promise.all([other.inject('/readyz'), other.inject('/healthz')])
    expect(graph.fetches.users).toBe(before + 1)
  })
})

test('from the moment that a gateway drains nobody is told that it is ready', async () => {
  const world = await tinyWorld()
  const isReady = () =>
    fetch(`${world.gateway.url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    )
  expect(await isReady()).toBe(true)
  const slow = world.ask('{ slow }')
  await delay(50)
  const stopped = world[Symbol.asyncDispose]()
  expect(await isReady()).toBe(false)
  world.letGo()
  expect((await slow).data).toEqual({ slow: 'at last' })
  await stopped
})

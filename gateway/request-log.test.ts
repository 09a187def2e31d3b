import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createLog } from '@varal/platform/log'
import { registry } from '@varal/platform/metrics'
import { createClient } from 'graphql-ws'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import WebSocket from 'ws'
import { type TinyWorld, tinyWorld } from './test-graph.ts'

describe('of each request', () => {
  let world: TinyWorld
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'varal-log-'))
    world = await tinyWorld({ log: createLog('info', path.join(folder, 'log')) })
  })
  afterAll(async () => {
    await world[Symbol.asyncDispose]()
    await rm(folder, { recursive: true })
  })
  const text = () => readFileSync(path.join(folder, 'log'), 'utf8')
  const lines = () =>
    text()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
  /** The line about this request, when it is written. */
  const lineOf = (requestId: string | null) =>
    vi.waitFor(() => {
      const [line, another] = lines().filter((one) => one.requestId === requestId && one.level === 30)
      if (!line || another) throw new Error(`Not one line of ${requestId}`)
      return line
    })

  test('one line says what it was and what came of it', async () => {
    const { headers } = await world.ask('query Feed { feed { ... on Post { title rank } } }')
    const line = await lineOf(headers.get('x-request-id'))
    expect(line).toEqual({
      level: 30,
      time: expect.any(Number),
      requestId: headers.get('x-request-id'),
      transport: 'http',
      method: 'POST',
      status: 200,
      ms: expect.any(Number),
      kind: 'query',
      operation: 'Feed',
      fetches: 2,
      msg: 'request',
    })
    expect(line.ms).toBeGreaterThan(0)
  })

  test('it has the codes of what went wrong, each once', async () => {
    world.down.add('users')
    const partly = await world.ask('query Partly { posts { title author { name } } }')
    world.down.delete('users')
    expect(await lineOf(partly.headers.get('x-request-id'))).toMatchObject({
      status: 200,
      operation: 'Partly',
      codes: ['SUBGRAPH_UNAVAILABLE'],
    })
    const refused = await world.ask('{ nobodyKnows }')
    const line = await lineOf(refused.headers.get('x-request-id'))
    expect(line).toMatchObject({ status: 400, codes: ['BAD_REQUEST'] })
    expect(line).not.toHaveProperty('kind')
  })

  test('it has nothing that a person wrote, and not what an operation that is not valid is called', async () => {
    const token = await world.tokenFor(-60)
    const secret = 'ada.secret@example.org'
    const asked = await Promise.all([
      world.ask('query Hello($id: ID!) { user(id: $id) { name } }', { id: secret }, { 'user-agent': secret }),
      world.ask(`query AdaSecret { nobodyKnows(id: "${secret}") }`),
      world.ask('{ feed { __typename } }', {}, { authorization: `Bearer ${token}` }),
      world.ask(`{ user(id: "${secret}") { name } }`, {}, { cookie: secret, 'x-api-key': secret }),
    ])
    for (const { headers } of asked) await lineOf(headers.get('x-request-id'))
    await fetch(`${world.gateway.url}/explorer?token=${secret}`)
    await vi.waitFor(() => expect(text()).toContain('"route":"/explorer"'))
    for (const personal of ['secret', 'AdaSecret', token, '127.0.0.1']) expect(text()).not.toContain(personal)
  })

  test('one line comes for an operation over a socket, and for a stream when it ends', async () => {
    const client = createClientOf(world)
    for await (const _ of client.iterate({ query: 'query OverSocket { feed { __typename } }' })) break
    const news = client.iterate({ query: 'subscription News { news { cursor } }' })
    const first = news.next()
    await vi.waitFor(() => expect(world.source.opened).toBe(1))
    world.publish('p1')
    await first
    const isTold = (operation: string) => lines().filter((line) => line.operation === operation)
    await vi.waitFor(() => expect(isTold('OverSocket')).toMatchObject([{ transport: 'websocket', fetches: 1 }]))
    expect(isTold('News')).toEqual([])
    expect(await metric('varal_gateway_streams')).toBe(1)
    expect(await metric('varal_gateway_sockets')).toBe(1)

    await news.return?.()
    await vi.waitFor(() => expect(isTold('News')).toMatchObject([{ transport: 'websocket', kind: 'subscription' }]))
    await client.dispose()
    await vi.waitFor(async () => {
      expect(await metric('varal_gateway_streams')).toBe(0)
      expect(await metric('varal_gateway_sockets')).toBe(0)
    })
    const broken = createClientOf(world).iterate({ query: 'subscription Broken { nobodyKnows }' })
    await expect(broken.next()).rejects.toHaveLength(1)
    await vi.waitFor(() =>
      expect(lines().at(-1)).toMatchObject({ transport: 'websocket', codes: ['BAD_REQUEST'], msg: 'request' }),
    )
  })

  test('metrics are counted under names of which there are few', async () => {
    const query = { transport: 'http', kind: 'query', outcome: 'ok' }
    const before = await metric('varal_gateway_request_seconds_count', query)
    const fetched = await metric('varal_gateway_fetch_seconds_count', { subgraph: 'feed', outcome: 'ok' })
    await world.ask('query ANameOfItsOwn { feed { __typename } }')
    expect(await metric('varal_gateway_request_seconds_count', query)).toBe(before + 1)
    expect(await metric('varal_gateway_fetch_seconds_count', { subgraph: 'feed', outcome: 'ok' })).toBe(fetched + 1)
    const refused = { transport: 'http', kind: 'none', outcome: 'BAD_REQUEST' }
    const refusals = await metric('varal_gateway_request_seconds_count', refused)
    await world.ask('{ nobodyKnows }')
    expect(await metric('varal_gateway_request_seconds_count', refused)).toBe(refusals + 1)
    expect(await registry.metrics()).not.toContain('ANameOfItsOwn')
  })
})

test('at level warn nothing is said of requests that went well', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'varal-log-'))
  const file = path.join(folder, 'log')
  await using world = await tinyWorld({ log: createLog('warn', file) })
  await world.ask('{ feed { __typename } }')
  expect(readFileSync(file, 'utf8')).toBe('')
  await rm(folder, { recursive: true })
})

const createClientOf = ({ gateway }: TinyWorld) =>
  createClient({ url: `${gateway.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0 })

/** What a metric stands at; 0 if it has not happened yet. */
async function metric(name: string, labels: Record<string, string> = {}): Promise<number> {
  const wanted = Object.entries(labels).map(([key, value]) => `${key}="${value}"`)
  const line = (await registry.metrics())
    .split('\n')
    .find((one) => new RegExp(`^${name}[ {]`).test(one) && wanted.every((label) => one.includes(label)))
  return Number(line?.split(' ').at(-1) ?? 0)
}

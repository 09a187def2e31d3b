import { readEventStream, type ServerSentEvent } from '@varal/platform/links/event-stream'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type TinyWorld, tinyWorld } from '../test-graph.ts'

const NEWS = 'subscription ($after: String) { news(after: $after) { cursor post { title rank } } }'

describe('server-sent events', () => {
  let world: TinyWorld
  beforeEach(async () => {
    world = await tinyWorld()
  })
  afterEach(() => world[Symbol.asyncDispose]())

  async function open(query: string, { variables = {}, headers = {}, method = 'GET' } = {}) {
    const leaving = new AbortController()
    const address = `${world.gateway.url}/graphql/stream`
    const search = new URLSearchParams({ query, variables: JSON.stringify(variables) })
    const response =
      method === 'GET'
        ? await fetch(`${address}?${search}`, { headers, signal: leaving.signal })
        : await fetch(address, {
            method,
            headers: { 'content-type': 'application/json', ...headers },
            body: JSON.stringify({ query, variables }),
            signal: leaving.signal,
          })
    const events = readEventStream(response.body as never)
    const next = async () => (await events.next()).value as ServerSentEvent
    return { response, next, leave: () => leaving.abort() }
  }
  const refusal = async (query: string, options = {}) => {
    const { response } = await open(query, options)
    return [response.status, ((await response.json()) as any).errors.map((error: any) => error.extensions.code).join()]
  }

  test.each(['GET', 'POST'])('bring each event, completed, with its cursor as its id (%s)', async (method) => {
    const { response, next, leave } = await open(NEWS, { method })
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    expect(response.headers.get('x-request-id')).toBeTruthy()
    world.publish('p7')
    expect(await next()).toEqual({
      event: 'next',
      id: '1',
      data: '{"data":{"news":{"cursor":"1","post":{"title":"title of p7","rank":7}}}}',
    })
    leave()
    await vi.waitFor(() => expect(world.source.ended).toBe(1), 1_000)
  })

  test('resume where the browser says it was, whatever the address says', async () => {
    for (const id of ['p1', 'p2', 'p3']) world.publish(id)
    const headers = { 'last-event-id': '2' }
    const { next, leave } = await open(NEWS, { variables: { after: '0' }, headers })
    expect(await next()).toMatchObject({ id: '3', data: expect.stringContaining('title of p3') })
    expect(world.source.after).toContain('2')
    leave()
  })

  test('have no ids when the operation could not resume', async () => {
    const { next, leave } = await open('subscription { news(after: "0") { cursor } }', {
      headers: { 'last-event-id': '9' },
    })
    world.publish('p1')
    expect(await next()).toEqual({ event: 'next', id: undefined, data: '{"data":{"news":{"cursor":"1"}}}' })
    leave()
  })

  test('end with `complete`', async () => {
    const { next } = await open('{ post(id: "p1") { title } }')
    expect(await next()).toMatchObject({ event: 'next', data: '{"data":{"post":{"title":"title of p1"}}}' })
    expect(await next()).toMatchObject({ event: 'complete', data: '' })
    expect(await next()).toBeUndefined()
  })

  test('do not begin, with a status that says so, when there is nothing to stream', async () => {
    expect(await refusal('subscription { members { cursor } }')).toEqual([401, 'UNAUTHENTICATED'])
    expect(await refusal(NEWS, { headers: { authorization: 'Bearer x' } })).toEqual([401, 'UNAUTHENTICATED'])
    expect(await refusal('subscription { nothing }')).toEqual([400, 'BAD_REQUEST'])
    expect(await refusal(NEWS, { variables: { after: 1 } })).toEqual([400, 'BAD_REQUEST'])
    expect(await refusal(NEWS, { variables: [] })).toEqual([400, 'BAD_REQUEST'])
    expect(await refusal('mutation { like(id: "p1") { id } }')).toEqual([405, 'BAD_REQUEST'])
    world.down.add('feed')
    expect(await refusal(NEWS)).toEqual([503, 'SUBGRAPH_UNAVAILABLE'])
  })

  test('end when the token ends', async () => {
    const headers = { authorization: `Bearer ${await world.tokenFor(2)}` }
    const { next } = await open('subscription { quiet { cursor } }', { headers })
    expect(await next()).toBeUndefined()
    await vi.waitFor(() => expect(world.source.ended).toBe(1), 1_000)
  })

  test('take no more from the source than the client reads, and end for who does not read', {
    timeout: 20_000,
  }, async () => {
    for (let number = 0; number < 2_000; number++) world.publish(`p${number}`)
    await open('subscription { news(after: "0", size: 50000) { cursor padding } }')
    await vi.waitFor(() => expect(world.source.ended).toBe(1), { timeout: 12_000, interval: 100 })
    expect(world.source.pulled).toBeLessThan(1_000)
  })

  test('end without `complete` when the gateway stops, and say when to come back', async () => {
    const response = await fetch(`${world.gateway.url}/graphql/stream?${new URLSearchParams({ query: NEWS })}`)
    await world.gateway[Symbol.asyncDispose]()
    expect(await response.text()).toMatch(/^retry: \d+\n\n$/)
    expect(world.source.ended).toBe(1)
  })
})

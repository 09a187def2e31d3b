import { buildSchema } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../clock.ts'
import { createLog } from '../log.ts'
import { anonymous } from '../viewer.ts'
import { httpLink } from './http-link.ts'
import { type LinkServer, serveLink } from './http-server.ts'
import { localLink } from './local-link.ts'
import { callerSeals, SEAL_HEADER } from './sealed-caller.ts'

const secret = 'a secret that only the tests of this run know'
const clock = systemClock
const log = createLog('silent')
const caller = {
  viewer: anonymous,
  app: null,
  requestId: '1',
  language: 'en' as const,
  address: '192.0.2.1',
  device: 'vitest',
}
const schema = buildSchema('type Query { _service: String slow: String } type Mutation { count: Int }')

describe("a subgraph's server", () => {
  let server: LinkServer
  let healthy = true
  let counted = 0
  beforeAll(async () => {
    const rootValue = schema.getQueryType()?.getFields() ?? {}
    rootValue['slow']!.resolve = () => new Promise((resolve) => setTimeout(resolve, 200, 'slow'))
    schema.getMutationType()!.getFields()['count']!.resolve = () => ++counted
    const link = localLink({ schema, contextOf: () => ({}), log })
    const isHealthy = async () => healthy
    server = await serveLink({ name: 'tiny', link, secret, clock, log, host: '127.0.0.1', port: 0, isHealthy })
  })
  afterAll(() => server[Symbol.asyncDispose]())

  const post = (body: string, headers: Record<string, string> = {}) =>
    fetch(`${server.url}/graphql`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    })
  const sealed = (body: string, headers = {}) => {
    const seal = callerSeals({ subgraph: 'tiny', secret, clock }).seal(caller, {
      method: 'POST',
      path: '/graphql',
      body,
    })
    return post(body, { [SEAL_HEADER]: seal, ...headers })
  }
  const code = async (response: Response) => ((await response.json()) as any).errors[0].extensions.code

  test('answers what a gateway sealed, and nothing else, not even about its schema', async () => {
    const body = JSON.stringify({ query: '{ _service }' })
    expect(await (await sealed(body)).json()).toEqual({ data: { _service: null } })
    for (const headers of [{}, { [SEAL_HEADER]: 'guess.work' }, { accept: 'text/event-stream' }]) {
      const response = await post(body, headers as Record<string, string>)
      expect(response.status).toBe(401)
      expect(await code(response)).toBe('UNAUTHENTICATED')
    }
  })

  test('refuses a request that was sent twice', async () => {
    const body = JSON.stringify({ query: '{ _service }' })
    const seal = callerSeals({ subgraph: 'tiny', secret, clock }).seal(caller, {
      method: 'POST',
      path: '/graphql',
      body,
    })
    expect((await post(body, { [SEAL_HEADER]: seal })).status).toBe(200)
    expect((await post(body, { [SEAL_HEADER]: seal })).status).toBe(401)
  })

  test('takes JSON of at most a megabyte', async () => {
    const form = await sealed('query={ _service }', { 'content-type': 'application/x-www-form-urlencoded' })
    expect([form.status, await code(form)]).toEqual([415, 'BAD_REQUEST'])
    const large = await sealed(JSON.stringify({ query: '{ _service }', variables: { text: 'x'.repeat(1_048_576) } }))
    expect([large.status, await code(large)]).toEqual([413, 'BAD_REQUEST'])
    for (const body of ['{', '[]', 'null', '{}', '{"query":7}']) {
      const response = await sealed(body)
      expect([response.status, await code(response)]).toEqual([400, 'BAD_REQUEST'])
    }
  })

  test('says whether it is healthy, and what it measures', async () => {
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
    healthy = false
    expect((await fetch(`${server.url}/healthz`)).status).toBe(503)
    healthy = true
    expect(await (await fetch(`${server.url}/metrics`)).text()).toContain('varal_subgraph_request_seconds')
  })

  test('answers what it has begun before it stops', async () => {
    const link = localLink({ schema, contextOf: () => ({}), log })
    const other = await serveLink({ name: 'tiny', link, secret, clock, log, host: '127.0.0.1', port: 0 })
    await using client = httpLink({ name: 'tiny', url: other.url, secret, clock })
    await client.execute({ query: '{ _service }', caller })
    const answer = client.execute({ query: '{ slow }', caller })
    await new Promise((resolve) => setTimeout(resolve, 50))
    await other[Symbol.asyncDispose]()
    expect(await answer).toEqual({ data: { slow: 'slow' } })
  })
})

describe('a link over HTTP', () => {
  /** Answers the first request by hanging up, the others as it should. */
  async function rudeServer() {
    const { createServer } = await import('node:http')
    const seen: string[] = []
    const server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk) => chunks.push(chunk))
      request.on('end', () => {
        seen.push(JSON.parse(Buffer.concat(chunks).toString()).query)
        if (seen.length === 1) return request.socket.destroy()
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":{"ok":true}}')
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    return { seen, url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: async () => void server.close() }
  }

  test('sends a query again, once, when there was no answer', async () => {
    await using server = await rudeServer()
    await using link = httpLink({ name: 'tiny', url: server.url, secret, clock })
    expect(await link.execute({ query: 'query A { ok }', caller })).toEqual({ data: { ok: true } })
    expect(server.seen).toEqual(['query A { ok }', 'query A { ok }'])
  })

  test('never sends a mutation again', async () => {
    await using server = await rudeServer()
    await using link = httpLink({ name: 'tiny', url: server.url, secret, clock })
    await expect(link.execute({ query: 'mutation { ok }', caller })).rejects.toMatchObject({
      extensions: { code: 'SUBGRAPH_UNAVAILABLE' },
    })
    expect(server.seen).toEqual(['mutation { ok }'])
  })

  test('says that a stream broke off, rather than that it ended', async () => {
    const { createServer } = await import('node:http')
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write('event: next\ndata: {"data":{"n":1}}\n\n')
      setTimeout(() => response.destroy(), 50)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    await using link = httpLink({ name: 'tiny', url: `http://127.0.0.1:${port}`, secret, clock })
    const stream = await link.subscribe({ query: 'subscription { n }', caller })
    if (!(Symbol.asyncIterator in stream)) throw new Error('No stream')
    expect(await stream.next()).toEqual({ done: false, value: { data: { n: 1 } } })
    await expect(stream.next()).rejects.toMatchObject({ extensions: { code: 'SUBGRAPH_UNAVAILABLE', retryable: true } })
    expect(await stream.next()).toEqual({ done: true, value: undefined })
    server.close()
  })
})

import { spawn } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { composeServices } from '@apollo/composition'
import { edDsaAccessTokens } from '@varal/platform/access-tokens'
import { memoryCache } from '@varal/platform/cache/memory-cache'
import { systemClock as clock } from '@varal/platform/clock'
import { httpLink } from '@varal/platform/links/http-link'
import { createLog } from '@varal/platform/log'
import { startTracing } from '@varal/platform/start-tracing'
import { parse } from 'graphql'
import { expect, inject, test } from 'vitest'
import { startCollector } from '../testing/collector.ts'
import { cloneDatabase } from '../testing/databases.ts'
import { startGateway } from './gateway.ts'
import { typeDefs } from './test-traced-subgraph.ts'

const secret = 'a secret that only the tests of this run know'
const log = createLog('silent')

test('a request is one trace, from the client through gateway and subgraph to each SQL statement', async () => {
  await using collector = await startCollector()
  await using database = await cloneDatabase(inject('postgresUrl'), inject('runId'), 'users')
  const subgraph = spawn(
    process.execPath,
    [fileURLToPath(new URL('./test-traced-subgraph.ts', import.meta.url)), database.url, collector.endpoint, secret],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const [url] = (await once(subgraph.stdout, 'data')).map(String)
  const tracing = await startTracing({ endpoint: collector.endpoint, service: 'varal-gateway', share: 1, log })
  const { supergraphSdl = '' } = composeServices([{ name: 'tiny', url: '', typeDefs: parse(typeDefs) }])
  const key = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
  const links = { tiny: httpLink({ name: 'tiny', url: url?.trim() ?? '', secret, clock }) }
  const gateway = await startGateway({
    ...{ links, supergraphSdl, clock, log, cache: memoryCache(clock), host: '127.0.0.1', port: 0 },
    accessTokens: await edDsaAccessTokens({ key: key as never, ttlS: 300, clock }),
  })
  const ask = async (query: string, variables = {}) => {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      },
      body: JSON.stringify({ query, variables }),
    })
    return { requestId: response.headers.get('x-request-id'), answer: (await response.json()) as any }
  }
  const { requestId, answer } = await ask('query Latest($topic: String!) { latest(topic: $topic) }', {
    topic: 'home:ada@example.org',
  })
  const broken = await ask('query Broken { broken }')
  await gateway[Symbol.asyncDispose]()
  await links.tiny[Symbol.asyncDispose]()
  await tracing[Symbol.asyncDispose]()
  subgraph.kill('SIGTERM')
  await once(subgraph, 'exit')

  expect(answer).toEqual({ data: { latest: 0 } })
  const { spans } = collector
  const request = collector.span('query Latest')
  expect(request).toMatchObject({
    service: 'varal-gateway',
    traceId: '0af7651916cd43dd8448eb211c80319c',
    parentSpanId: 'b7ad6b7169203331',
    kind: 2,
    facts: { 'varal.request_id': requestId, 'http.response.status_code': 200, 'varal.fetches': 1 },
  })
  const [fetching] = spans.filter((span) => span.parentSpanId === request.spanId)
  expect(fetching).toMatchObject({ service: 'varal-gateway', name: 'fetch tiny', kind: 3 })
  const [served] = spans.filter((span) => span.parentSpanId === fetching?.spanId)
  expect(served).toMatchObject({ service: 'varal-tiny', name: 'tiny', facts: { 'varal.request_id': requestId } })
  const statements = spans.filter((span) => span.parentSpanId === served?.spanId)
  expect(statements.map(({ name }) => name)).toEqual(['begin', 'select live_topics', 'commit'])
  expect(statements[1]?.facts).toEqual({
    'db.system.name': 'postgresql',
    'db.operation.name': 'select',
    'db.collection.name': 'live_topics',
  })
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1)

  // A fault says what it is, and nothing of what was asked.
  expect(broken.answer.errors[0].extensions.code).toBe('INTERNAL')
  expect(collector.span('query Broken').status).toEqual({ code: 2, message: 'INTERNAL' })
  expect(collector.span('select nowhere').status).toEqual({ code: 2, message: '42P01' })
  expect(collector.received).not.toContain('ada@')
})

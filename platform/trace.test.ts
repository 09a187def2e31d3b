import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { type Collector, startCollector } from '../testing/collector.ts'
import { createLog } from './log.ts'
import { startTracing } from './start-tracing.ts'
import { traced, tracedRequest, traceparent } from './trace.ts'

const log = createLog('silent')
const start = ({ endpoint }: Collector, share = 1) => startTracing({ endpoint, service: 'test', share, log })
const traceId = '0af7651916cd43dd8448eb211c80319c'
const theirs = `00-${traceId}-b7ad6b7169203331-01`

describe('a trace', () => {
  test('has the spans of what was done for a request, each under the one that asked for it', async () => {
    await using collector = await startCollector()
    const tracing = await start(collector)
    const answer = await tracedRequest(undefined, 'query Home', { 'varal.request_id': 'r1' }, async (span) => {
      span.tell({ fetches: 2 })
      await Promise.all([
        traced('fetch feed', { 'varal.subgraph': 'feed' }, () => traced('select items', {}, () => delay(1))),
        traced('fetch users', {}, () => delay(1)),
      ])
      return 'answer'
    })
    await tracing[Symbol.asyncDispose]()

    expect(answer).toBe('answer')
    const request = collector.span('query Home')
    expect(request).toMatchObject({
      parentSpanId: undefined,
      service: 'test',
      facts: { 'varal.request_id': 'r1', fetches: 2 },
    })
    expect(collector.span('fetch feed').parentSpanId).toBe(request.spanId)
    expect(collector.span('fetch users').parentSpanId).toBe(request.spanId)
    expect(collector.span('select items').parentSpanId).toBe(collector.span('fetch feed').spanId)
    expect(new Set(collector.spans.map((span) => span.traceId))).toEqual(new Set([request.traceId]))
  })

  test('goes on with what the caller says, and tells it to whoever is asked next', async () => {
    await using collector = await startCollector()
    const tracing = await start(collector)
    const sent = await tracedRequest(theirs, 'request', {}, () => traced('fetch', {}, async () => traceparent()))
    await tracing[Symbol.asyncDispose]()

    expect(collector.span('request')).toMatchObject({ traceId, parentSpanId: 'b7ad6b7169203331' })
    expect(sent).toBe(`00-${traceId}-${collector.span('fetch').spanId}-01`)
  })

  test.each(['', 'nonsense', theirs.replace('00-', 'ff-'), `00-${'0'.repeat(32)}-b7ad6b7169203331-01`, `${theirs}x`])(
    'begins anew where the caller says %j',
    async (said) => {
      await using collector = await startCollector()
      const tracing = await start(collector)
      await tracedRequest(said, 'request', {}, async () => {})
      await tracing[Symbol.asyncDispose]()
      expect(collector.span('request').parentSpanId).toBeUndefined()
      expect(collector.span('request').traceId).not.toBe(traceId)
    },
  )

  test('is not recorded if the caller does not record it, or if chance does not choose it', async () => {
    await using collector = await startCollector()
    const all = await start(collector)
    const sent = await tracedRequest(theirs.replace(/1$/, '0'), 'unwanted', {}, (span) =>
      traced('fetch', {}, async () => [span.traceId, traceparent()]),
    )
    await all[Symbol.asyncDispose]()
    const none = await start(collector, 0)
    await tracedRequest(theirs, 'unlucky', {}, async () => {})
    await none[Symbol.asyncDispose]()

    expect(collector.spans).toEqual([])
    // Whoever is asked next does not record it either.
    expect(sent).toEqual([undefined, expect.stringMatching(new RegExp(`^00-${traceId}-[0-9a-f]{16}-00$`))])
  })

  test('says what went wrong by its code, and never in words', async () => {
    await using collector = await startCollector()
    const tracing = await start(collector)
    const fault = new Error('duplicate key value (email)=(ada@example.org)')
    await expect(tracedRequest(undefined, 'request', {}, () => Promise.reject(fault))).rejects.toBe(fault)
    await tracing[Symbol.asyncDispose]()
    expect(collector.span('request').status).toEqual({ code: 2, message: 'Error' })
    expect(collector.received).not.toContain('ada@')
  })

  test('has nothing of what outlives its request', async () => {
    await using collector = await startCollector()
    const tracing = await start(collector)
    let later: Promise<unknown> = Promise.resolve()
    await tracedRequest(undefined, 'request', {}, async () => {
      later = delay(5).then(() => traced('late', {}, async () => traceparent()))
    })
    expect(await later).toBeUndefined()
    await tracing[Symbol.asyncDispose]()
    expect(collector.spans.map(({ name }) => name)).toEqual(['request'])
  })

  test('costs nobody an answer when the collector is away', async () => {
    const tracing = await startTracing({ endpoint: 'http://127.0.0.1:9', service: 'test', share: 1, log })
    expect(await tracedRequest(undefined, 'request', {}, async () => 'answer')).toBe('answer')
    await tracing[Symbol.asyncDispose]()
  })
})

test('without a collector nothing is traced', async () => {
  await using _tracing = await startTracing({ endpoint: null, service: 'test', share: 1, log })
  const told = await tracedRequest(theirs, 'request', {}, async (span) => [span.traceId, traceparent()])
  expect(told).toEqual([undefined, undefined])
})

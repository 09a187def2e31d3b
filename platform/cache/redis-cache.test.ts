import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, inject, test } from 'vitest'
import { cuttable } from '../../testing/cuttable.ts'
import { eventually } from '../../testing/world/eventually.ts'
import { cacheContract } from './cache.contract.ts'
import { redisCache } from './redis-cache.ts'

const prefix = () => `test_${inject('runId')}_${randomUUID().slice(0, 8)}`

cacheContract('Redis', async () => {
  const cache = redisCache(inject('redisUrl'), prefix())
  return { cache, pass: (ms) => wait(ms), [Symbol.asyncDispose]: () => cache[Symbol.asyncDispose]() }
})

/** How long every kind of call takes to fail. */
async function failuresMs(cache: ReturnType<typeof redisCache>): Promise<number> {
  const beganMs = performance.now()
  const calls = [
    () => cache.get('a'),
    () => cache.set('a', 2, 1_000),
    () => cache.delete(['a']),
    () => cache.count('n', 1_000),
    () => cache.take('b', { points: 10, fillMs: 1_000 }, 1, 1),
    () => cache.append('l', 1, 1_000),
    () => cache.linesAfter('l', null),
  ]
  for (const outcome of await Promise.allSettled(calls.map((call) => call()))) expect(outcome.status).toBe('rejected')
  return performance.now() - beganMs
}

test('a Redis that is gone, or silent, fails every call within a second, and serves again when it is back, without doing what had failed', async () => {
  await using way = await cuttable(inject('redisUrl'))
  await using cache = redisCache(way.url, prefix())
  await cache.set('a', 1, 60_000)

  await way.cut()
  expect(await failuresMs(cache)).toBeLessThan(1_500)
  expect(await failuresMs(cache)).toBeLessThan(1_500)
  await way.mend()
  await eventually('it serves again', async () => (await cache.get('a')) === 1, 3_000)

  way.hush(true)
  expect(await failuresMs(cache)).toBeLessThan(1_500)
  await way.cut()
  way.hush(false)
  await way.mend()
  await eventually('it serves again', async () => (await cache.get('a')) === 1, 3_000)
})

test('a Redis that was never there fails every call within a second', async () => {
  await using way = await cuttable(inject('redisUrl'))
  await way.cut()
  await using cache = redisCache(way.url, prefix())

  expect(await failuresMs(cache)).toBeLessThan(1_500)
})

test('what Redis refuses is thrown, not counted as nothing', async () => {
  await using cache = redisCache(inject('redisUrl'), prefix())
  await cache.set('text', 'no number', 10_000)

  await expect(cache.count('text', 1_000)).rejects.toThrow()
})

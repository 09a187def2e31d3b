import { expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { cacheContract } from './cache.contract.ts'
import { memoryCache } from './memory-cache.ts'

cacheContract('memory', async () => {
  const clock = manualClock(new Date(0))
  const cache = memoryCache(clock)
  return { cache, pass: async (ms) => clock.advance(ms), [Symbol.asyncDispose]: () => cache[Symbol.asyncDispose]() }
})

test('memory holds 10,000 entries, and lets the oldest go for more', async () => {
  const cache = memoryCache(manualClock(new Date(0)))
  for (let number = 0; number < 10_001; number++) await cache.set(`k${number}`, number, 1_000)
  await cache.set('k5', 5, 1_000)

  expect(await cache.get('k0')).toBeNull()
  expect(await cache.get('k1')).toBe(1)
})

test('a bucket in memory neither fills nor empties when its clock is set back', async () => {
  const clock = manualClock(new Date('2026-03-01T12:00:00Z'))
  const cache = memoryCache(clock)
  const take = (count: number) => cache.take('b', { points: 100, fillMs: 60_000 }, count, count)
  await take(90)
  clock.advance(-3_600_000)
  expect(await take(11)).toEqual({ taken: 0, left: 10 })
  clock.advance(30_000)
  expect(await take(60)).toEqual({ taken: 60, left: 0 })
})

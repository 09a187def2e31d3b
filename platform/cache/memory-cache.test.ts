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

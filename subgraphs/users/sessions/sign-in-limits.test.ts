import type { Cache } from '@varal/platform/cache/cache'
import { memoryCache } from '@varal/platform/cache/memory-cache'
import { manualClock } from '@varal/platform/clock'
import { sealedCursors } from '@varal/platform/cursors'
import { createLog } from '@varal/platform/log'
import { anonymous } from '@varal/platform/viewer'
import { beforeEach, describe, expect, test } from 'vitest'
import { countAttempt, forgetAttempts } from './sign-in-limits.ts'

const MINUTE_MS = 60_000
const clock = manualClock(new Date('2026-03-01T12:07:00.000Z'))
let keys: string[]
let cache: Cache

beforeEach(() => {
  keys = []
  const inner = memoryCache(clock)
  cache = { ...inner, count: (key, ttlMs) => inner.count(keys[keys.push(key) - 1]!, ttlMs) }
})

const portsAt = (address: string, given: Partial<{ cache: Cache }> = {}) => ({
  cache,
  clock,
  cursors: sealedCursors('one secret of thirty-two characters'),
  log: createLog('silent'),
  caller: { viewer: anonymous, app: null, requestId: 'test', language: 'en' as const, address, device: 'vitest' },
  ...given,
})

/** How many of so many attempts get through. */
async function passed(count: number, name: (i: number) => string, address: (i: number) => string): Promise<number> {
  let through = 0
  for (let i = 0; i < count; i++) if ((await countAttempt(name(i), portsAt(address(i)))) === null) through++
  return through
}

describe('attempts to sign in within 15 minutes', () => {
  test('are 5 at most for a name from an address', async () => {
    expect(
      await passed(
        9,
        () => 'ada',
        () => '::1',
      ),
    ).toBe(5)
    expect(await countAttempt('ben', portsAt('::1'))).toBeNull()
    expect(await countAttempt('ada', portsAt('::2'))).toBeNull()
  })

  test('are 20 at most for a name, from wherever', async () => {
    expect(
      await passed(
        30,
        () => 'ada',
        (i) => `::${i}`,
      ),
    ).toBe(20)
  })

  test('are 100 at most from an address, for whomever', async () => {
    expect(
      await passed(
        120,
        (i) => `person${i}`,
        () => '::1',
      ),
    ).toBe(100)
  })

  test('from one address do not use up the attempts that a name has elsewhere', async () => {
    await passed(
      100,
      () => 'ada',
      () => '::1',
    )
    expect(
      await passed(
        5,
        () => 'ada',
        () => '::2',
      ),
    ).toBe(5)
  })

  test('may be made again when the time that the refusal says has passed, and not before', async () => {
    await passed(
      3,
      () => 'ada',
      () => '::1',
    )
    clock.advance(4 * MINUTE_MS)
    await passed(
      2,
      () => 'ada',
      () => '::1',
    )
    clock.advance(1_500)
    const refusal = await countAttempt('ada', portsAt('::1'))
    expect(refusal?.userErrors).toEqual([{ code: 'RATE_LIMITED', path: null, retryAfterMs: 11 * MINUTE_MS - 1_500 }])

    clock.advance(11 * MINUTE_MS - 1_501)
    expect(await countAttempt('ada', portsAt('::1'))).not.toBeNull()
    clock.advance(1)
    expect(await countAttempt('ada', portsAt('::1'))).toBeNull()
  })

  test('are forgotten for a name at an address after a success, and for the name elsewhere they are not', async () => {
    await passed(
      5,
      () => 'ada',
      () => '::1',
    )
    await forgetAttempts('ada', portsAt('::1'))
    expect(await countAttempt('ada', portsAt('::1'))).toBeNull()
    expect(
      await passed(
        30,
        () => 'ada',
        (i) => `::a${i}`,
      ),
    ).toBe(20 - 6)
  })

  test('are not let through when they cannot be counted', async () => {
    const down: Cache = { ...cache, count: () => Promise.reject(new Error('connect ECONNREFUSED')) }
    const silent: Cache = { ...cache, count: () => Promise.resolve(Number.NaN) }
    for (const broken of [down, silent]) {
      const attempt = countAttempt('ada', portsAt('::1', { cache: broken }))
      await expect(attempt).rejects.toMatchObject({ extensions: { code: 'OVERLOADED', retryable: true } })
    }
  })

  test('leave neither names nor addresses in the cache', async () => {
    await countAttempt('ada@example.org', portsAt('203.0.113.7'))
    expect(keys).toHaveLength(3)
    expect(keys.join()).not.toMatch(/ada|203\.0/)
  })
})

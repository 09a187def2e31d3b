import { memoryCache } from '@varal/platform/cache/memory-cache'
import { manualClock } from '@varal/platform/clock'
import { createLog } from '@varal/platform/log'
import { anonymous } from '@varal/platform/viewer'
import { expect, test } from 'vitest'
import { budgets } from '../limits/budgets/budgets.ts'
import { ownFields } from './own-fields.ts'
import { rateLimitField } from './rate-limit.ts'

test('rateLimit says what the caller may still spend', async () => {
  const clock = manualClock(new Date('2026-03-01T12:00:00Z'))
  const log = createLog('silent')
  await using purse = budgets({ cache: memoryCache(clock), secret: 'a secret of this test', log })
  const caller = {
    ...{ viewer: anonymous, app: null, requestId: 'test', address: '203.0.113.7' },
    ...({ language: 'en', device: 'vitest' } as const),
  }
  await purse.reserve(caller, 250)

  const link = ownFields([rateLimitField(purse, clock)], log)
  const { data } = await link.execute({ query: '{ rateLimit { limit remaining resetAt restorePerSecond } }', caller })
  // It fills while the test runs.
  expect(data?.['rateLimit']).toEqual({
    limit: 1_000,
    remaining: expect.toSatisfy((left: number) => left >= 750 && left < 800),
    resetAt: expect.stringMatching(/^2026-03-01T12:00:1[345].\d{3}Z$/),
    restorePerSecond: 16,
  })
})

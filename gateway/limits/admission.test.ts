import { memoryCache } from '@varal/platform/cache/memory-cache'
import { manualClock } from '@varal/platform/clock'
import { createLog } from '@varal/platform/log'
import { anonymous } from '@varal/platform/viewer'
import { describe, expect, test } from 'vitest'
import { type Admissible, admission } from './admission.ts'
import { budgets, type Payer } from './budgets/budgets.ts'
import type { OperationCost } from './cost/operation-cost.ts'

const stranger: Payer = { viewer: anonymous, app: null, address: '203.0.113.7' }
const costing = (estimated: number, actual = estimated): OperationCost => ({
  estimate: () => estimated,
  actual: () => actual,
})

function newAdmission() {
  const cache = memoryCache(manualClock(new Date('2026-03-01T12:00:00Z')))
  const admit = admission(budgets({ cache, secret: 'a secret of this test', log: createLog('silent') }))
  return async (cost: OperationCost, more: Partial<Admissible> = {}) =>
    admit({ cost, variables: {}, payer: stranger, ...more })
}

describe('an operation is let in', () => {
  test('when it costs no more than its caller may ask at once', async () => {
    const admit = newAdmission()
    expect(await admit(costing(500))).toMatchObject({ kind: 'admitted' })
    const refused = await admit(costing(501))
    expect(refused).toMatchObject({
      kind: 'refused',
      status: 400,
      error: { extensions: { code: 'COST_EXCEEDED', cost: { estimated: 501, max: 500 } } },
    })
  })

  test('when it costs no more than its manifest says, whoever asks', async () => {
    const admit = newAdmission()
    expect(await admit(costing(900), { costMax: 900 })).toMatchObject({ kind: 'admitted' })
    expect(await admit(costing(51), { costMax: 50 })).toMatchObject({ kind: 'refused', status: 400 })
  })

  test('when it can ever be paid, whatever its manifest says', async () => {
    const refused = await newAdmission()(costing(1_001), { costMax: 5_000 })
    expect(refused).toMatchObject({ status: 400, error: { extensions: { cost: { estimated: 1_001, max: 1_000 } } } })
  })

  test('when it can be counted', async () => {
    const refused = await newAdmission()(costing(Number.POSITIVE_INFINITY))
    expect(JSON.stringify(refused)).toContain('more than can be counted')
  })

  test('while there are points left, and is told when there will be', async () => {
    const admit = newAdmission()
    await admit(costing(500))
    await admit(costing(500))
    const refused = await admit(costing(100))
    if (refused.kind !== 'refused') throw new Error('it was let in')
    expect(refused).toMatchObject({ status: 429, error: { extensions: { code: 'RATE_LIMITED' } } })
    expect(refused.error.extensions?.['retryAfterMs']).toBeGreaterThan(4_000)
    expect(refused.headers()).toMatchObject({
      'ratelimit-limit': '1000',
      'retry-after': expect.stringMatching(/^[56]$/),
    })
  })
})

test('an answer says what it cost, and what is left', async () => {
  const admitted = await newAdmission()(costing(400, 30.2))
  if (admitted.kind !== 'admitted') throw new Error('it was not let in')
  const report = admitted.settle({})
  expect(report).toMatchObject({ estimated: 400, actual: 31, limit: 1_000 })
  // It fills while the test runs.
  expect(report.remaining).toBeGreaterThanOrEqual(969)
  expect(admitted.headers()).toEqual({
    'ratelimit-limit': '1000',
    'ratelimit-remaining': expect.stringMatching(/^9[6-9]\d$/),
    'ratelimit-reset': expect.stringMatching(/^[12]$/),
  })
})

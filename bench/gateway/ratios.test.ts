import { describe, expect, test } from 'vitest'
import type { Figures } from './load.ts'
import { ratio, ratiosOf } from './ratios.ts'
import { keyOf, type Samples } from './rounds.ts'

const load = { query: 'deep', variables: 'varied' } as const
const figures = (perSecond: number, cpuMs: number): Figures => ({
  ...{ perSecond, cpuMs },
  ...{ p50Ms: 1, p99Ms: 1, rssMb: 1, coreShare: 1 },
})
const samples: Samples = new Map([
  [keyOf({ ...load, contender: 'varal' }), [figures(100, 2), figures(30, 4), figures(90, 2)]],
  // The machine was busy in the second round, for both.
  [keyOf({ ...load, contender: 'apollo' }), [figures(10, 20), figures(3, 44), figures(10, 20)]],
])

describe('a ratio', () => {
  test('compares what was measured in the same round, and is the median of the rounds', () => {
    expect(ratio(samples, load, 'perSecond', 'varal', 'apollo')).toBe(10)
  })

  test('per CPU second grows as less time is used', () => {
    expect(ratiosOf(samples, load)).toMatchObject({ vsApollo: 10, perCpuVsApollo: 10 })
  })

  test('leaves out a round in which somebody answered nothing', () => {
    const starved: Samples = new Map([
      [keyOf({ ...load, contender: 'varal' }), [figures(100, 2), figures(40, 4)]],
      [keyOf({ ...load, contender: 'apollo' }), [figures(10, 20), figures(0, Number.POSITIVE_INFINITY)]],
    ])
    expect(ratiosOf(starved, load)).toMatchObject({ vsApollo: 10, perCpuVsApollo: 10 })
  })

  test('with somebody who was not measured is null', () => {
    expect(ratiosOf(samples, load).vsHive).toBeNull()
  })
})

import type { Counted, CounterRow } from './tables.ts'

/** What a `Count` of the schema resolves from. */
export interface CountModel {
  readonly value: number
  readonly precision: 'EXACT'
  readonly version: number
}

type Counter = Pick<CounterRow, 'counted' | 'value' | 'version'>

/** The sum of some of a thing's counters: it has as many versions as they have together. */
export function countOf(counters: readonly Counter[], ...counted: readonly Counted[]): CountModel {
  const wanted = counters.filter((counter) => counted.includes(counter.counted))
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
  return {
    value: Math.max(sum(wanted.map(({ value }) => value)), 0),
    precision: 'EXACT',
    version: sum(wanted.map(({ version }) => version)),
  }
}

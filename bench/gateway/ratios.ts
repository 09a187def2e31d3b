import { median } from '../percentiles.ts'
import type { ContenderName } from './contenders.ts'
import type { Figures } from './load.ts'
import type { QueryName, Variables } from './queries.ts'
import { keyOf, type Samples } from './rounds.ts'

export interface LoadKind {
  readonly query: QueryName
  readonly variables: Variables
}

/** Of requests a second, if nothing else is said: more is better. */
export interface Ratios {
  readonly vsApollo: number | null
  /** Hive as it comes, which lets identical fetches share; Varal does not. */
  readonly vsHive: number | null
  /** Like beside like: neither shares anything. */
  readonly vsHiveUnshared: number | null
  /** The same per second of CPU time: what the ratio is where every gateway has a whole core. */
  readonly perCpuVsApollo: number | null
  readonly perCpuVsHive: number | null
  readonly perCpuVsHiveUnshared: number | null
  readonly vsHandWritten: number | null
  /** Of CPU time per request: less is better. */
  readonly cpuVsHandWritten: number | null
  /** Like beside like: both answer identical requests that are under way once. */
  readonly sharedVsHiveShared: number | null
  readonly perCpuSharedVsHiveShared: number | null
  /** With the subgraphs in its process, beside the one that reaches them over HTTP. */
  readonly insideVsHttp: number | null
}

export function ratiosOf(samples: Samples, load: LoadKind): Ratios {
  const of = (figure: keyof Figures, one: ContenderName, other: ContenderName) =>
    ratio(samples, load, figure, one, other)
  return {
    vsApollo: of('perSecond', 'varal', 'apollo'),
    vsHive: of('perSecond', 'varal', 'hive'),
    vsHiveUnshared: of('perSecond', 'varal', 'hiveUnshared'),
    perCpuVsApollo: of('cpuMs', 'apollo', 'varal'),
    perCpuVsHive: of('cpuMs', 'hive', 'varal'),
    perCpuVsHiveUnshared: of('cpuMs', 'hiveUnshared', 'varal'),
    vsHandWritten: of('perSecond', 'varal', 'handWritten'),
    cpuVsHandWritten: of('cpuMs', 'varal', 'handWritten'),
    sharedVsHiveShared: of('perSecond', 'varalShared', 'hiveShared'),
    perCpuSharedVsHiveShared: of('cpuMs', 'hiveShared', 'varalShared'),
    insideVsHttp: of('perSecond', 'varalInside', 'varal'),
  }
}

/**
 * How many times another's figure one's is: in each round, from what was measured within the same minute, and of that the
 * median, to a hundredth. Null if either was not measured. On a machine so busy that somebody answered nothing in a round,
 * that round does not count.
 */
export function ratio(
  samples: Samples,
  { query, variables }: LoadKind,
  figure: keyof Figures,
  one: ContenderName,
  other: ContenderName,
): number | null {
  const others = samples.get(keyOf({ query, variables, contender: other })) ?? []
  const rounds = samples.get(keyOf({ query, variables, contender: one })) ?? []
  const middle = median(
    rounds.map((figures, round) => figures[figure] / (others[round]?.[figure] ?? Number.NaN)).filter(isCounted),
  )
  return Number.isFinite(middle) ? Math.round(middle * 100) / 100 : null
}

/** The median of a figure over the rounds; NaN if it was not measured. */
export function medianOf(samples: Samples, { query, variables }: LoadKind, contender: ContenderName) {
  const rounds = samples.get(keyOf({ query, variables, contender })) ?? []
  return (figure: keyof Figures) => median(rounds.map((one) => one[figure]).filter(Number.isFinite))
}

const isCounted = (value: number) => Number.isFinite(value) && value > 0

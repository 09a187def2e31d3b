import { type ContenderName, contenders } from './contenders.ts'
import type { Figures } from './load.ts'
import type { QueryName, Variables } from './queries.ts'
import { type LoadKind, medianOf, type Ratios, ratio, ratiosOf } from './ratios.ts'
import type { Samples } from './rounds.ts'

const kinds: readonly Variables[] = ['varied', 'identical']
const figureNames: readonly (keyof Figures)[] = ['perSecond', 'cpuMs', 'p50Ms', 'p99Ms', 'rssMb', 'coreShare']

type Targets = Partial<Record<keyof Ratios, number>>

/** What the ratios should be at least; `cpuVsHandWritten` at most. */
const targets: Record<QueryName, Targets> = {
  deep: { vsApollo: 10, vsHive: 2.5, vsHiveUnshared: 2.5, cpuVsHandWritten: 1.3 },
  medium: { vsApollo: 18, vsHive: 6, vsHiveUnshared: 6, cpuVsHandWritten: 1.3 },
  small: { vsApollo: 10, vsHive: 5, vsHiveUnshared: 5, cpuVsHandWritten: 1.3 },
}

const rows: readonly (readonly [keyof Ratios, string])[] = [
  ['vsApollo', 'requests a second, times stock Apollo'],
  ['perCpuVsApollo', '  per CPU second'],
  ['vsHive', 'requests a second, times Hive'],
  ['perCpuVsHive', '  per CPU second'],
  ['vsHiveUnshared', 'neither shares anything, times Hive'],
  ['perCpuVsHiveUnshared', '  per CPU second'],
  ['sharedVsHiveShared', 'both share requests, times Hive'],
  ['perCpuSharedVsHiveShared', '  per CPU second'],
  ['vsHandWritten', 'requests a second, times hand-written'],
  ['cpuVsHandWritten', 'CPU time per request, times hand-written'],
  ['insideVsHttp', 'subgraphs inside, times over HTTP'],
]

/** Below this much of its core, a gateway was not what limited. */
const SHARE_WANTED = 0.8

/** Tables for people. */
export function printTables(samples: Samples, queries: readonly QueryName[], measured: readonly ContenderName[]): void {
  for (const query of queries) for (const variables of kinds) printFigures(samples, { query, variables }, measured)
  console.log(
    '\nMedians. x: times stock Apollo, of requests a second and per CPU second. core: how much of it was had.',
  )
  const shares = queries.flatMap((query) =>
    kinds.flatMap((variables) => measured.map((one) => medianOf(samples, { query, variables }, one)('coreShare'))),
  )
  if (Math.min(...shares) < SHARE_WANTED)
    console.log(
      `Some had only ${percent(Math.min(...shares))} of their core: others used the machine, or the load generator was the limit. Then requests per CPU second say more.`,
    )
  for (const query of queries) printRatios(samples, query)
}

function printFigures(samples: Samples, load: LoadKind, measured: readonly ContenderName[]): void {
  const title = `${load.query}, ${load.variables} variables`
  console.log(`\n${title.padEnd(32)}   req/s      x   CPU ms      x   p50 ms   p99 ms  RSS MB  core`)
  for (const contender of measured) {
    const figure = medianOf(samples, load, contender)
    const cells = [
      figure('perSecond').toFixed(0).padStart(7),
      shown(ratio(samples, load, 'perSecond', contender, 'apollo'), 1).padStart(6),
      figure('cpuMs').toFixed(3).padStart(8),
      shown(ratio(samples, load, 'cpuMs', 'apollo', contender), 1).padStart(6),
      figure('p50Ms').toFixed(1).padStart(8),
      figure('p99Ms').toFixed(1).padStart(8),
      figure('rssMb').toFixed(0).padStart(7),
      percent(figure('coreShare')).padStart(5),
    ]
    console.log(`${contenders[contender].title.padEnd(32)} ${cells.join(' ')}`)
  }
}

function printRatios(samples: Samples, query: QueryName): void {
  const [varied, identical] = kinds.map((variables) => ratiosOf(samples, { query, variables })) as [Ratios, Ratios]
  console.log(`\n${`Varal, ${query}`.padEnd(46)}  varied  identical  target`)
  for (const [name, title] of rows) {
    const cells = [shown(varied[name]).padStart(7), shown(identical[name]).padStart(10)]
    // With identical variables Hive, as it comes, shares nearly everything: there only like beside like is judged.
    const judged = name === 'vsHive' ? [varied[name]] : [varied[name], identical[name]]
    console.log(`${title.padEnd(46)} ${cells.join(' ')}  ${verdict(targets[query][name], name, judged)}`.trimEnd())
  }
}

function verdict(target: number | undefined, name: keyof Ratios, seen: readonly (number | null)[]): string {
  if (target === undefined) return ''
  const isCost = name === 'cpuVsHandWritten'
  const said = `${isCost ? 'at most' : 'at least'} ${target}`
  if (seen.includes(null)) return said
  const isReached = (seen as readonly number[]).every((one) => (isCost ? one <= target : one >= target))
  return `${said}: ${isReached ? 'reached' : 'NOT reached'}`
}

const shown = (value: number | null, digits = 2) => (value === null ? '-' : value.toFixed(digits))
const percent = (share: number) => `${(100 * share).toFixed(0)} %`

/** What a program reads: per query the ratios with varied variables, those with identical ones, and all medians. */
export function resultsOf(samples: Samples, queries: readonly QueryName[], measured: readonly ContenderName[]) {
  return Object.fromEntries(
    queries.map((query) => {
      const of = (variables: Variables) => ratiosOf(samples, { query, variables })
      const medians = Object.fromEntries(
        kinds.map((variables) => [variables, mediansOf(samples, { query, variables }, measured)]),
      )
      return [query, { ...of('varied'), identical: of('identical'), medians }]
    }),
  )
}

const mediansOf = (samples: Samples, load: LoadKind, measured: readonly ContenderName[]) =>
  Object.fromEntries(
    measured.map((contender) => {
      const figure = medianOf(samples, load, contender)
      return [contender, Object.fromEntries(figureNames.map((name) => [name, toThousandths(figure(name))]))]
    }),
  )

const toThousandths = (value: number) => Math.round(value * 1_000) / 1_000

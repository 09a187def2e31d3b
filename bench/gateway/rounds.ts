import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { type Contender, type ContenderName, contenders } from './contenders.ts'
import { type Figures, measure } from './load.ts'
import { bodiesOf, type QueryName, type Variables } from './queries.ts'

export interface Cell {
  readonly query: QueryName
  readonly variables: Variables
  readonly contender: ContenderName
}

/** What was measured of a cell, a round each. */
export type Samples = ReadonlyMap<string, readonly Figures[]>

export const keyOf = ({ query, variables, contender }: Cell) => `${query} ${variables} ${contender}`

export interface Rounds {
  readonly running: readonly Contender[]
  readonly queries: readonly QueryName[]
  readonly rounds: number
  readonly seconds: number
  /** For the files that the load generator reads. */
  readonly dir: string
  readonly report: (text: string) => void
}

const WARM_UP_SECONDS = 2

/**
 * Measures everybody in turns, so that what else the machine does falls on all alike; who begins changes with the round.
 * Before that, everybody answers every query for some seconds: code is compiled while it runs.
 */
export async function measureRounds(options: Rounds): Promise<Samples> {
  const { running, queries, rounds, seconds, dir, report } = options
  const loads = queries.flatMap((query) =>
    (['varied', 'identical'] as const).map((variables) => {
      const bodiesFile = path.join(dir, `${query}-${variables}.jsonl`)
      writeFileSync(bodiesFile, `${bodiesOf(query, variables).join('\n')}\n`)
      return { query, variables, bodiesFile }
    }),
  )
  const samples = new Map<string, Figures[]>()

  for (const contender of running) {
    for (const { variables, query, bodiesFile } of loads) {
      if (variables === 'identical') continue
      report(`warming up ${contenders[contender.name].title}: ${query}`)
      await measure({ ...contender, bodiesFile, seconds: WARM_UP_SECONDS })
    }
  }
  const steps = rounds * loads.length * running.length
  let step = 0
  const beganMs = performance.now()
  for (let round = 0; round < rounds; round++) {
    for (const { query, variables, bodiesFile } of loads) {
      for (const contender of rotated(running, round)) {
        const restMs = step === 0 ? 0 : ((performance.now() - beganMs) / step) * (steps - step)
        const left = step === 0 ? '' : `, ${Math.ceil(restMs / 1_000)} s left`
        report(`${++step} of ${steps}${left}: ${query}, ${variables}, ${contenders[contender.name].title}`)
        const cell = keyOf({ query, variables, contender: contender.name })
        const figures = samples.get(cell) ?? []
        figures.push(await measure({ ...contender, bodiesFile, seconds }))
        samples.set(cell, figures)
      }
    }
  }
  return samples
}

const rotated = <One>(list: readonly One[], by: number): readonly One[] => [
  ...list.slice(by % list.length),
  ...list.slice(0, by % list.length),
]

import { parse } from 'graphql'
import { afterAll, describe, expect, test } from 'vitest'
import { differential, type Findings, report } from './differential.ts'
import { graphs } from './graphs/graphs.ts'
import { requires } from './graphs/requires.ts'
import { openGraph } from './test-graph.ts'
import { bothSides, judge, type Verdict, weathers } from './trial.ts'

// Our executor gives the answers of Apollo's. `node testing/federation/fuzz.ts` asks as much as there is time for; here
// the same few operations come every time.
const OPERATIONS = 20

const found: Findings[] = []
const verdicts: Verdict[] = []

describe.each(graphs.map((definition) => [definition.name, definition] as const))(
  'over the graph %s',
  (_, definition) => {
    const opened = openGraph(definition)
    const sides = opened.then((graph) => bothSides(graph))
    afterAll(async () => (await opened)[Symbol.asyncDispose]())

    test(`${OPERATIONS} random operations are answered as by Apollo's executor`, async () => {
      const findings = await differential(await sides, { seed: 'tests', count: OPERATIONS })
      for (const one of findings.differing) expect.fail(await report(await sides, one))
      expect(findings.compared).toBeGreaterThan(OPERATIONS * 0.8)
      found.push(findings)
    })

    test.each(definition.operations ?? [])('%s', async (text) => {
      const both = await sides
      const question = { document: parse(text), variables: {} }
      const whole = weathers.map((weather) => ({ question, weather, down: [] }))
      const cut = Object.keys(both.graph.links).map((name) => ({ question, weather: weathers[1]!, down: [name] }))
      for (const trial of [...whole, ...cut]) {
        const verdict = await judge(both, trial)
        if (verdict.outcome !== 'same') expect.fail(await report(both, { trial }))
        verdicts.push(verdict)
      }
    })
  },
)

test('over HTTP they are answered the same', async () => {
  await using graph = await openGraph(requires, { overHttp: true })
  const sides = bothSides(graph)
  const findings = await differential(sides, { seed: 'http', count: 10 })
  for (const one of findings.differing) expect.fail(await report(sides, one))
  expect(findings.fetches.ours).toBeGreaterThan(0)
})

describe('these operations', () => {
  test('have all that plans are made of', () => {
    const kinds = new Set([
      ...found.flatMap((one) => [...one.kinds.keys()]),
      ...verdicts.flatMap((one) => [...one.kinds]),
    ])
    const steps = ['Fetch', 'Flatten', 'Sequence', 'Parallel', 'Condition']
    const traits = ['requires', 'variableUsages', 'inputRewrites', 'outputRewrites']
    expect([...kinds].sort()).toEqual([...steps, ...traits].sort())
  })

  test('take fewer fetches than with Apollo', () => {
    const sum = (side: 'ours' | 'stock') =>
      [...found, ...verdicts].reduce((total, { fetches }) => total + fetches[side], 0)
    expect(sum('ours')).toBeLessThan(sum('stock'))
  })
})

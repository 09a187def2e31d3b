import { parseArgs } from 'node:util'
import { differential, type Findings, report } from './differential.ts'
import { graphs } from './graphs/graphs.ts'
import { openGraph } from './test-graph.ts'
import { bothSides } from './trial.ts'

// node testing/federation/fuzz.ts --seed S --count N [--graph NAME] [--from NUMBER] [--http]: asks our executor and Apollo's the
// same random operations, N per graph, and prints the smallest form of those that are answered differently.

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: 'varal' },
    count: { type: 'string', default: '1000' },
    graph: { type: 'string' },
    from: { type: 'string', default: '0' },
    http: { type: 'boolean', default: false },
  },
})
const chosen = graphs.filter(({ name }) => values.graph === undefined || values.graph === name)
if (chosen.length === 0) throw new Error(`The graphs are ${graphs.map(({ name }) => name).join(', ')}`)

let differences = 0
for (const definition of chosen) {
  await using graph = await openGraph(definition, { overHttp: values.http })
  const sides = bothSides(graph)
  const [from, count] = [Number(values.from), Number(values.count)]
  const beganMs = performance.now()
  const findings = await differential(sides, { seed: values.seed, count, from, onCase: progressOf(definition.name) })
  say(definition.name, findings, performance.now() - beganMs)
  for (const one of findings.differing) console.log(`\n${await report(sides, one)}\n`)
  differences += findings.differing.length
}
process.exitCode = differences > 0 ? 1 : 0

/** A line that is written over, where there is somebody to see it. */
function progressOf(name: string) {
  const [from, count] = [Number(values.from), Number(values.count)]
  return (number: number) => {
    const done = number - from + 1
    if (process.stderr.isTTY) process.stderr.write(`\r${name} ${done} of ${count}${done === count ? '\r\x1b[K' : ''}`)
  }
}

function say(
  name: string,
  { compared, differing, refused, stockFailed, stockWrong, fetches, kinds }: Findings,
  ms: number,
) {
  const listed = (counts: ReadonlyMap<string, number>) =>
    [...counts].map(([what, count]) => `${count} ${what}`).join('; ')
  console.log(
    `${name}: ${compared} compared, ${differing.length} different; fetches: stock ${fetches.stock}, ours ${fetches.ours}; ${Math.round(ms / 100) / 10} s`,
  )
  console.log(`  plans with: ${listed(kinds)}`)
  if (refused.size > 0) console.log(`  refused by ours: ${listed(refused)}`)
  if (stockFailed.size > 0) console.log(`  not answered by Apollo: ${listed(stockFailed)}`)
  if (stockWrong > 0) console.log(`  answered wrong by Apollo: ${stockWrong}`)
}

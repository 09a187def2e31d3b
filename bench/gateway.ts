import { existsSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { main } from '@varal/bin/main'
import { progressLine } from '@varal/bin/progress-line'
import { SetupError } from '@varal/bin/servers/setup-error'
import { installPackages } from '../bin/install/npm-packages.mjs'
import { benchFolder } from './bench-varal.ts'
import { type ContenderName, contenders, startContender } from './gateway/contenders.ts'
import { composeShop } from './gateway/graph/subgraphs.ts'
import { freePort, LOAD_CORE, needed, startPinned } from './gateway/pinned-process.ts'
import { type QueryName, queries } from './gateway/queries.ts'
import { printTables, resultsOf } from './gateway/report.ts'
import { measureRounds } from './gateway/rounds.ts'
import { refuseDifferentAnswers } from './gateway/same-answers.ts'

// npm run bench:gateway [-- --rounds 5 --seconds 3 --only varal,apollo --queries deep,small]: Varal's gateway beside stock
// Apollo, Hive Gateway and a server written by hand, over the same subgraphs, in turns. The first core is the gateway's.
const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    only: { type: 'string', default: Object.keys(contenders).join() },
    queries: { type: 'string', default: Object.keys(queries).join() },
  },
})

await main(async () => {
  if (!existsSync('/proc/self/stat')) throw new SetupError('This benchmark reads /proc: it runs on Linux.')
  if (cpus().length < 2) throw new SetupError('This benchmark needs two cores: one for gateways, one for the load.')
  needed('wrk')
  needed('taskset')
  const measured = chosen<ContenderName>(options.only, contenders)
  const asked = chosen<QueryName>(options.queries, queries)
  const rounds = positive(options.rounds)
  const seconds = positive(options.seconds)
  // Their packages weigh 700 MB: only who measures has them.
  await installPackages(fileURLToPath(new URL('rivals', import.meta.url)), console.error)

  await using stack = new AsyncDisposableStack()
  const compared = compare(stack, { measured, asked, rounds, seconds })
  await Promise.race([compared, interrupted()])
})

async function compare(
  stack: AsyncDisposableStack,
  { measured, asked, ...howLong }: { measured: ContenderName[]; asked: QueryName[]; rounds: number; seconds: number },
): Promise<void> {
  const { dir } = stack.use(await benchFolder())
  const progress = stack.use(progressLine(process.stderr))
  const report = (text: string) => progress.report(text)

  const port = String(await freePort())
  const shop = [process.execPath, fileURLToPath(new URL('gateway/graph/serve.ts', import.meta.url)), port]
  stack.use(startPinned(shop, { core: LOAD_CORE, logFile: path.join(dir, 'shop.log') }))
  const supergraph = path.join(dir, 'supergraph.graphql')
  writeFileSync(supergraph, composeShop(`http://127.0.0.1:${port}`))

  const running = []
  for (const name of measured) {
    report(`starting ${contenders[name].title}`)
    running.push(stack.use(await startContender(name, supergraph, dir)))
  }
  await refuseDifferentAnswers(running)
  const samples = await measureRounds({ running, queries: asked, ...howLong, dir, report })
  await refuseDifferentAnswers(running)

  progress[Symbol.dispose]()
  printTables(samples, asked, measured)
  console.log(`\n${JSON.stringify(resultsOf(samples, asked, measured))}`)
}

/** Never resolves. Whoever is interrupted still ends what was started. */
function interrupted(): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => reject(new SetupError('Interrupted before there was anything to report.')))
  }
  return promise
}

function chosen<Name extends string>(list: string, from: Readonly<Record<Name, unknown>>): Name[] {
  const names = list.split(',')
  const unknown = names.find((name) => !Object.hasOwn(from, name))
  if (unknown !== undefined) throw new SetupError(`Not known: ${unknown}. Known: ${Object.keys(from).join(', ')}.`)
  return names as Name[]
}

function positive(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new SetupError(`Not a positive whole number: ${text}.`)
  return value
}

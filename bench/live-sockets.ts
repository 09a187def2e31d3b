import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { main } from '@varal/bin/main'
import { progressLine } from '@varal/bin/progress-line'
import { SetupError } from '@varal/bin/servers/setup-error'
import { installPackages } from '../bin/install/npm-packages.mjs'
import { type Served, serve } from './live-sockets/served.ts'
import { median, percentile, rounded } from './percentiles.ts'

// npm run bench:sockets [-- --sockets 10000 --rounds 5 --events 5]: one hot topic with thousands of watchers over
// WebSockets, at Varal's gateway and at graphql-yoga, in turns; then the memory of a subscription, and resumes. The first
// core is the servers', the second the clients'.
const { values: options } = parseArgs({
  options: {
    sockets: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '5' },
    events: { type: 'string', default: '5' },
  },
})
const sockets = Number(options.sockets)
const MISSED = 5
/** Files that a process needs besides its sockets. */
const SPARE_FILES = 200

await main(async () => {
  requireFiles(sockets + SPARE_FILES)
  await installPackages(fileURLToPath(new URL('rivals', import.meta.url)), console.error)
  await using stack = new AsyncDisposableStack()
  const progress = stack.use(progressLine(process.stderr))
  const varal = stack.use(await serve('varal', new URL('live-sockets/varal.ts', import.meta.url), true))
  const yoga = stack.use(await serve('yoga', new URL('rivals/yoga.mjs', import.meta.url), false))

  const figures: Record<string, Record<string, number>> = {}
  for (const one of [varal, yoga]) {
    progress.report(`the memory of ${sockets} subscriptions at ${one.name}`)
    await one.open({ count: 500, topics: 'one', after: null })
    for (let time = 0; time < 3; time++) await one.happen()
    await one.close()
    figures[one.name] = { kbPerSubscription: await kbPerSubscription(one, 'one') }
  }
  const rounds = await deliveries([varal, yoga], (round) => progress.report(`deliveries, round ${round}`))
  for (const [name, samples] of Object.entries(rounds)) Object.assign(figures[name] ?? {}, samples.figures)

  for (const one of [varal, yoga]) await one.close()
  progress.report('a topic for each subscription')
  Object.assign(figures['varal'] ?? {}, { kbPerOwnTopic: await kbPerSubscription(varal, 'each') })
  await varal.close()
  progress.report('resumes')
  const resumed = { oneTopic: await resumes(varal, 'one'), ownTopics: await resumes(varal, 'each') }
  progress[Symbol.dispose]()

  const ratios: Ratios = {
    deliveries: timesYoga(rounds, 'perSecond'),
    perCpu: rounded(1 / timesYoga(rounds, 'cpuUs', 100)),
  }
  print(figures, ratios, resumed)
  console.log(JSON.stringify({ sockets, ...figures, ratios, resumes: resumed }))
})

async function kbPerSubscription(one: Served, topics: 'one' | 'each'): Promise<number> {
  const before = await one.rssBytes()
  await one.open({ count: sockets, topics, after: null })
  return rounded(((await one.rssBytes()) - before) / sockets / 1_024)
}

type Rounds = Record<string, { perSecond: number[]; cpuUs: number[]; figures: Record<string, number> }>
type Ratios = Record<'deliveries' | 'perCpu', number>
type Resumes = Record<'oneTopic' | 'ownTopics', { perSecond: number; cpuUs: number }>

/** Each event happens when everybody has the one before: nobody gains by sending several together. */
async function deliveries(contenders: readonly Served[], report: (round: number) => void): Promise<Rounds> {
  const samples = contenders.map((one) => ({
    one,
    perSecond: [] as number[],
    cpuUs: [] as number[],
    happenedMs: [] as number[],
  }))
  for (let round = 1; round <= Number(options.rounds); round++) {
    report(round)
    for (const { one, perSecond, cpuUs, happenedMs } of samples) {
      const before = await one.cpuMs()
      let tookMs = 0
      for (let event = 0; event < Number(options.events); event++) {
        const { atMs, doneMs } = await one.happen()
        happenedMs.push(atMs)
        tookMs += doneMs - atMs
      }
      const after = await one.cpuMs()
      const count = sockets * Number(options.events)
      perSecond.push((count / tookMs) * 1_000)
      cpuUs.push(((after - before) * 1_000) / count)
    }
  }
  const rows = samples.map(async ({ one, perSecond, cpuUs, happenedMs }) => {
    const arrived = await one.arrivals(0)
    const latencies = arrived.flatMap((of, event) => Array.from(of, (atMs) => atMs - (happenedMs[event] ?? 0)))
    const figures = {
      deliveriesPerSecond: Math.round(median(perSecond)),
      cpuUsPerDelivery: rounded(median(cpuUs)),
      p50Ms: rounded(percentile(latencies, 0.5)),
      p99Ms: rounded(percentile(latencies, 0.99)),
    }
    return [one.name, { perSecond, cpuUs, figures }] as const
  })
  return Object.fromEntries(await Promise.all(rows))
}

/** The median of the rounds' ratios, to a tenth, or finer. */
function timesYoga({ varal, yoga }: Rounds, figure: 'perSecond' | 'cpuUs', finer = 1): number {
  const ratios = (varal?.[figure] ?? []).map((value, round) => value / (yoga?.[figure][round] ?? Number.NaN))
  return rounded(median(ratios) * finer) / finer
}

/** Everybody was cut off, something happened meanwhile, and everybody comes back: until each has it, and is told so. */
async function resumes(varal: Served, topics: 'one' | 'each'): Promise<{ perSecond: number; cpuUs: number }> {
  const missed = topics === 'one' ? MISSED : 0
  await varal.happenUnseen(missed)
  const after = topics === 'one' ? `hot.${varal.items - missed}` : null
  const before = await varal.cpuMs()
  const tookMs = await varal.open({ count: sockets, topics, after, missed })
  const usedMs = (await varal.cpuMs()) - before
  await varal.close()
  return { perSecond: Math.round((sockets / tookMs) * 1_000), cpuUs: Math.round((usedMs * 1_000) / sockets) }
}

function requireFiles(needed: number): void {
  const most = Number(/^Max open files +\d+ +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1])
  if (most >= needed) return
  throw new SetupError(
    `${sockets} sockets need ${needed} open files in one process, and at most ${most} are allowed here. Raise it ("ulimit -Hn ${needed}" as root), or measure fewer: npm run bench:sockets -- --sockets ${Math.max(1, most - SPARE_FILES)}`,
  )
}

type Figures = Record<string, Record<string, number>>

function print(figures: Figures, { deliveries: times, perCpu }: Ratios, { oneTopic, ownTopics }: Resumes): void {
  const rows = [
    ['RSS per subscription, KB', 'kbPerSubscription', 'at most 10'],
    ['the same, a topic for each, KB', 'kbPerOwnTopic', ''],
    ['deliveries a second', 'deliveriesPerSecond', 'at least 5 times yoga’s'],
    ['CPU per delivery, µs', 'cpuUsPerDelivery', ''],
    ['from happening to client, p50, ms', 'p50Ms', ''],
    ['from happening to client, p99, ms', 'p99Ms', ''],
  ] as const
  console.log(`\n${''.padEnd(36)}${'Varal'.padStart(10)}${'yoga'.padStart(10)}   target`)
  for (const [label, key, target] of rows) {
    const cells = ['varal', 'yoga'].map((name) => String(figures[name]?.[key] ?? '').padStart(10))
    console.log(`${label.padEnd(36)}${cells.join('')}   ${target}`)
  }
  console.log(`\ndeliveries, times yoga, median of rounds: ${times} a second, ${perCpu} per CPU second`)
  console.log(
    `resumes a second: ${oneTopic.perSecond} on one topic with ${MISSED} items missed (${oneTopic.cpuUs} µs of CPU each), ` +
      `${ownTopics.perSecond} with a topic for each (${ownTopics.cpuUs} µs); target 2,000\n`,
  )
}
